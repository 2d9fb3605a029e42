from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('spreadsheet', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='columnmapping',
            name='readings',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='import',
            name='replaced_by',
            field=models.CharField(default='', max_length=24),
        ),
    ]
