"""The tab Folders: whole folders, zips and videos predicted, translated or audited."""
