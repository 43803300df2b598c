; Part of the Windows installer. Storeroom offers itself under "Open with" for SQLite files; the application that opens
; them now stays the one that does. (electron-builder's own fileAssociations would take the file types over.)

!define DATABASE_CLASS "Storeroom.Database"

!macro offerFor EXTENSION
  WriteRegNone SHELL_CONTEXT "Software\Classes\.${EXTENSION}\OpenWithProgids" "${DATABASE_CLASS}"
!macroend

!macro withdrawFrom EXTENSION
  DeleteRegValue SHELL_CONTEXT "Software\Classes\.${EXTENSION}\OpenWithProgids" "${DATABASE_CLASS}"
!macroend

!macro tellShell
  ; SHCNE_ASSOCCHANGED, SHCNF_FLUSH
  System::Call "shell32::SHChangeNotify(i, i, i, i) (0x08000000, 0x1000, 0, 0)"
!macroend

!macro customInstall
  WriteRegStr SHELL_CONTEXT "Software\Classes\${DATABASE_CLASS}" "" "SQLite database"
  WriteRegStr SHELL_CONTEXT "Software\Classes\${DATABASE_CLASS}\DefaultIcon" "" "$appExe,0"
  WriteRegStr SHELL_CONTEXT "Software\Classes\${DATABASE_CLASS}\shell\open\command" "" '"$appExe" "%1"'
  !insertmacro offerFor "sqlite"
  !insertmacro offerFor "sqlite3"
  !insertmacro offerFor "db"
  !insertmacro offerFor "db3"
  !insertmacro tellShell
!macroend

!macro customUnInstall
  !insertmacro withdrawFrom "sqlite"
  !insertmacro withdrawFrom "sqlite3"
  !insertmacro withdrawFrom "db"
  !insertmacro withdrawFrom "db3"
  DeleteRegKey SHELL_CONTEXT "Software\Classes\${DATABASE_CLASS}"
  !insertmacro tellShell
!macroend
