"""The frame around every member page: navigation, the palette, undo, help, theme."""
