; The installer of Tillside for Windows: for the person who runs it, without an administrator.
;
;   makensis -DVERSION=0.1.0 -DQUAD=0.1.0.0 -DSTAGE=folder -DOUT=file tillside.nsi
;
; STAGE holds tillside.exe, tillside.ico and the texts. Switches of the installer: /S asks
; nothing, /D=C:\a\folder (the last switch, without quotes) names the folder. Exit codes: 0 done,
; 1 stopped by a person, 2 not done.
;
; While Tillside runs its file can be renamed but not replaced. So an update sets it aside and
; puts the new one in its place: a payment that is under way goes on, and the next start is
; the new version. Uninstalling waits until it is closed. Neither touches the data folder.

; The program is for 64 bits alone, and so is its installer.
Target amd64-unicode
ManifestDPIAware true
SetCompressor /SOLID lzma
SetDateSave off
RequestExecutionLevel user

!include "MUI2.nsh"
!include "FileFunc.nsh"

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Tillside"
!define DATA "$LOCALAPPDATA\Tillside"

Name "Tillside"
BrandingText "Tillside ${VERSION}"
OutFile "${OUT}"
; The program that uninstalls is signed as the installer is, where there is a certificate.
!ifdef SIGN
  !uninstfinalize '"${SIGN}" program "%1"'
!endif
InstallDir "$LOCALAPPDATA\Programs\Tillside"
InstallDirRegKey HKCU "${UNINSTALL}" "InstallLocation"

VIProductVersion "${QUAD}"
VIAddVersionKey "ProductName" "Tillside"
VIAddVersionKey "FileDescription" "Tillside Setup"
VIAddVersionKey "CompanyName" "The Tillside authors"
VIAddVersionKey "LegalCopyright" "Apache License 2.0"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"

!define MUI_ICON "${STAGE}\tillside.ico"
!define MUI_UNICON "${STAGE}\tillside.ico"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\tillside.exe"
!define MUI_FINISHPAGE_NOREBOOTSUPPORT
!define MUI_UNCONFIRMPAGE_TEXT_TOP "$(KeepsData)"
!define MUI_UNFINISHPAGE_NOAUTOCLOSE

!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "Spanish"

LangString Training ${LANG_ENGLISH} "Tillside (training)"
LangString Training ${LANG_SPANISH} "Tillside (prácticas)"
LangString Running ${LANG_ENGLISH} "Tillside is open. It goes on as it is, and the next start is version ${VERSION}."
LangString Running ${LANG_SPANISH} "Tillside está abierto. Sigue como está, y al abrirlo de nuevo será la versión ${VERSION}."
LangString NotPlaced ${LANG_ENGLISH} "$INSTDIR\tillside.exe could not be replaced, and is as it was. Close Tillside, or make room on the disk, then run this again."
LangString NotPlaced ${LANG_SPANISH} "No se pudo sustituir $INSTDIR\tillside.exe, que sigue como estaba. Cierre Tillside o libere espacio en el disco, y ejecute esto de nuevo."
LangString CloseFirst ${LANG_ENGLISH} "Tillside is open. Close it, then uninstall it."
LangString CloseFirst ${LANG_SPANISH} "Tillside está abierto. Ciérrelo y desinstálelo después."
LangString KeepsData ${LANG_ENGLISH} "Tillside is removed from this computer. Your payments, backups and settings stay in ${DATA}, and API keys stay in the Credential Manager of Windows."
LangString KeepsData ${LANG_SPANISH} "Tillside se quita de este equipo. Sus pagos, copias de seguridad y ajustes se quedan en ${DATA}, y las claves API en el Administrador de credenciales de Windows."

; What an update that was cut off in the middle has left: the old program, set aside, and
; nothing in its place. It is put back before anything else.
!macro PutBack
  IfFileExists "$INSTDIR\tillside.exe" +2
    Rename "$INSTDIR\tillside.old.exe" "$INSTDIR\tillside.exe"
!macroend

; A program that runs cannot be opened for writing.
!macro RefuseWhileOpen FILE
  IfFileExists "$INSTDIR\${FILE}" 0 +8
    ClearErrors
    FileOpen $0 "$INSTDIR\${FILE}" a
    IfErrors 0 +4
      SetErrorLevel 2
      MessageBox MB_ICONSTOP|MB_OK "$(CloseFirst)" /SD IDOK
      Abort "$(CloseFirst)"
    FileClose $0
!macroend

; A file that cannot be written to its end, on a full disk for one, ends the section where it
; stands. What was there before is put back.
Function .onInstFailed
  Delete "$INSTDIR\tillside.new.exe"
  !insertmacro PutBack
  SetErrorLevel 2
  IfSilent +2
    MessageBox MB_ICONSTOP|MB_OK "$(NotPlaced)"
FunctionEnd

Section
  SetOutPath "$INSTDIR"
  !insertmacro PutBack
  ; The new program is whole on the disk before the old one is moved.
  ClearErrors
  File "/oname=tillside.new.exe" "${STAGE}\tillside.exe"
  IfErrors failed
  Delete "$INSTDIR\tillside.old.exe"
  IfFileExists "$INSTDIR\tillside.old.exe" 0 +3
    ; It still runs: an update came over it before.
    Delete "$INSTDIR\tillside.old2.exe"
    Rename "$INSTDIR\tillside.old.exe" "$INSTDIR\tillside.old2.exe"
  ClearErrors
  IfFileExists "$INSTDIR\tillside.exe" 0 place
  Rename "$INSTDIR\tillside.exe" "$INSTDIR\tillside.old.exe"
  IfErrors failed
place:
  Rename "$INSTDIR\tillside.new.exe" "$INSTDIR\tillside.exe"
  IfErrors 0 placed
  Rename "$INSTDIR\tillside.old.exe" "$INSTDIR\tillside.exe"
failed:
  Delete "$INSTDIR\tillside.new.exe"
  Abort "$(NotPlaced)"
placed:
  ClearErrors
  Delete "$INSTDIR\tillside.old.exe"
  IfErrors 0 +2
    DetailPrint "$(Running)"
  File "${STAGE}\tillside.ico"
  File "${STAGE}\LICENSE.txt"
  File "${STAGE}\LICENSES.txt"
  File "${STAGE}\README.md"
  WriteUninstaller "$INSTDIR\uninstall.exe"

  CreateShortCut "$SMPROGRAMS\Tillside.lnk" "$INSTDIR\tillside.exe" "" "$INSTDIR\tillside.ico"
  CreateShortCut "$SMPROGRAMS\$(Training).lnk" "$INSTDIR\tillside.exe" "--training" "$INSTDIR\tillside.ico"

  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "Tillside"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "The Tillside authors"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\tillside.ico"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegStr HKCU "${UNINSTALL}" "Training" "$SMPROGRAMS\$(Training).lnk"
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" "$0"
SectionEnd

Section "Uninstall"
  !insertmacro RefuseWhileOpen "tillside.exe"
  !insertmacro RefuseWhileOpen "tillside.old.exe"
  !insertmacro RefuseWhileOpen "tillside.old2.exe"
  ReadRegStr $1 HKCU "${UNINSTALL}" "Training"
  StrCmp $1 "" +2
    Delete "$1"
  Delete "$SMPROGRAMS\Tillside.lnk"
  Delete "$INSTDIR\tillside.exe"
  Delete "$INSTDIR\tillside.old.exe"
  Delete "$INSTDIR\tillside.old2.exe"
  Delete "$INSTDIR\tillside.ico"
  Delete "$INSTDIR\LICENSE.txt"
  Delete "$INSTDIR\LICENSES.txt"
  Delete "$INSTDIR\README.md"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  DeleteRegKey HKCU "${UNINSTALL}"
  DetailPrint "$(KeepsData)"
SectionEnd
