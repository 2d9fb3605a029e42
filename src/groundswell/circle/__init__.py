"""Our circle: the people whom a workspace knows already, and which of them are in the catalog.

Nouns: set (the people of one file, in one relation), entry (a handle, an address of a profile or
the keyed hash of an e-mail address), relative (a profile that a set reaches), reject.
Relations: customer, employee, follows-us, follows-competitor (which names the competitor).
Verbs: take_in, remove_set, restore_set, rename_set.

E-mail addresses are hashed while a file is read and exist in the clear nowhere: what is handed in is
sealed before it touches a disk, and thrown away once read. Everything points at profiles by row
number, without a foreign key.
"""
