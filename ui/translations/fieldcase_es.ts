<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES">
<context>
    <name>bars</name>
    <message>
        <source>Case</source>
        <translation>Caso</translation>
    </message>
    <message>
        <source>Go</source>
        <translation>Ir</translation>
    </message>
    <message>
        <source>Work</source>
        <translation>Trabajo</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ver</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Ayuda</translation>
    </message>
    <message>
        <source>Find or do anything</source>
        <translation>Buscar o hacer algo</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>Buscar</translation>
    </message>
    <message>
        <source>Silenced</source>
        <translation>Silenciado</translation>
    </message>
    <message>
        <source>Sound on first hit</source>
        <translation>Sonido: 1.ª coincidencia</translation>
    </message>
    <message>
        <source>Practice</source>
        <translation>Prácticas</translation>
    </message>
    <message>
        <source>Opened read-only</source>
        <translation>Abierto solo para lectura</translation>
    </message>
    <message>
        <source>No-look on</source>
        <translation>Modo sin mirar</translation>
    </message>
    <message>
        <source>No content is shown unless a key is held to look.</source>
        <translation>No se muestra ningún contenido mientras no se mantenga pulsada una tecla para mirar.</translation>
    </message>
    <message>
        <source>No case open</source>
        <translation>Ningún caso abierto</translation>
    </message>
    <message>
        <source>no examiner set</source>
        <translation>sin examinador</translation>
    </message>
    <message>
        <source>no title</source>
        <translation>sin título</translation>
    </message>
    <message>
        <source>Menu of every command</source>
        <translation>Menú de todas las órdenes</translation>
    </message>
    <message>
        <source>Sources opened read-only</source>
        <translation>Fuentes solo para lectura</translation>
    </message>
    <message>
        <source>No network used</source>
        <translation>Sin uso de la red</translation>
    </message>
    <message>
        <source>Cases lie in {folder}</source>
        <translation>Los casos están en {folder}</translation>
    </message>
    <message>
        <source>{day}  {local} local  {utc} UTC</source>
        <translation>{day}  {local} local  {utc} UTC</translation>
    </message>
    <message>
        <source>Scan stopping</source>
        <translation>Deteniendo la exploración</translation>
    </message>
    <message numerus="yes">
        <source>%n reader(s) running</source>
        <translation>
            <numerusform>%n lector en marcha</numerusform>
            <numerusform>%n lectores en marcha</numerusform>
        </translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Listo</translation>
    </message>
    <message>
        <source>Chain: {events}, head {head}</source>
        <translation>Cadena: {events}, cabeza {head}</translation>
    </message>
    <message>
        <source>{chain}, last signed {time} UTC</source>
        <translation>{chain}, última firma: {time} UTC</translation>
    </message>
    <message>
        <source>Mains, {percent}</source>
        <translation>Red eléctrica, {percent}</translation>
    </message>
    <message>
        <source>Battery {percent}. The scan saves itself every 5 s.</source>
        <translation>Batería: {percent}. La exploración se guarda sola cada 5 s.</translation>
    </message>
    <message>
        <source>Battery {percent}</source>
        <translation>Batería: {percent}</translation>
    </message>
    <message>
        <source>Certificate SHA-256 {digest}</source>
        <translation>SHA-256 del certificado: {digest}</translation>
    </message>
    <message>
        <source>Signs: {name}</source>
        <translation>Firma: {name}</translation>
    </message>
    <message>
        <source>Nothing is signed</source>
        <translation>No se firma nada</translation>
    </message>
    <message>
        <source>No key yet</source>
        <translation>Aún sin clave</translation>
    </message>
    <message>
        <source>Ctrl Shift K names a key</source>
        <translation>Ctrl Mayús K indica una clave</translation>
    </message>
    <message>
        <source>Preparing the tables, {share}</source>
        <translation>Preparando las tablas, {share}</translation>
    </message>
</context>
<context>
    <name>board</name>
    <message>
        <source>Exhibit {label}: {state}. {verdict}, {limit}</source>
        <translation>Evidencia {label}: {state}. {verdict}, {limit}</translation>
    </message>
    <message>
        <source>seal {number}</source>
        <translation>precinto {number}</translation>
    </message>
    <message numerus="yes">
        <source>%n segment(s)</source>
        <translation>
            <numerusform>%n segmento</numerusform>
            <numerusform>%n segmentos</numerusform>
        </translation>
    </message>
    <message>
        <source>No description</source>
        <translation>Sin descripción</translation>
    </message>
    <message numerus="yes">
        <source>in %n file(s)</source>
        <translation>
            <numerusform>en %n archivo</numerusform>
            <numerusform>en %n archivos</numerusform>
        </translation>
    </message>
    <message>
        <source>first hit after {time}</source>
        <translation>primera coincidencia tras {time}</translation>
    </message>
    <message>
        <source>last {time} in {folder}</source>
        <translation>última, {time}, en {folder}</translation>
    </message>
    <message>
        <source>{size}, nothing compared inside; {share} of the medium is outside the lock</source>
        <translation>{size}, nada comparado dentro; {share} del soporte está fuera del cifrado</translation>
    </message>
    <message>
        <source>there nothing was found, {share} compared</source>
        <translation>allí no se encontró nada, {share} comparado</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) could not be read</source>
        <translation>
            <numerusform>%n archivo no se pudo leer</numerusform>
            <numerusform>%n archivos no se pudieron leer</numerusform>
        </translation>
    </message>
    <message>
        <source>compared</source>
        <translation>comparado</translation>
    </message>
    <message>
        <source>listed</source>
        <translation>listado</translation>
    </message>
    <message>
        <source>scanned</source>
        <translation>explorado</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) also on {labels}</source>
        <translation>
            <numerusform>%n archivo también en {labels}</numerusform>
            <numerusform>%n archivos también en {labels}</numerusform>
        </translation>
    </message>
    <message>
        <source>{done} entries</source>
        <translation>{done} entradas</translation>
    </message>
    <message>
        <source>{done} of about {total} entries</source>
        <translation>{done} de unas {total} entradas</translation>
    </message>
    <message>
        <source>{done} of {total} entries</source>
        <translation>{done} de {total} entradas</translation>
    </message>
    <message numerus="yes">
        <source>%n entr(y/ies)</source>
        <translation>
            <numerusform>%n entrada</numerusform>
            <numerusform>%n entradas</numerusform>
        </translation>
    </message>
    <message>
        <source>A scan is running. It goes on when this window is closed; opening the case again shows how far it came, and nothing is lost.</source>
        <translation>Hay una exploración en marcha. Continúa aunque se cierre esta ventana; al abrir de nuevo el caso se ve hasta dónde llegó, y nada se pierde.</translation>
    </message>
    <message>
        <source>Open a case (a folder ending in .fieldcase)</source>
        <translation>Abrir un caso (una carpeta terminada en .fieldcase)</translation>
    </message>
    <message>
        <source>A scan is running</source>
        <translation>Hay una exploración en marcha</translation>
    </message>
    <message>
        <source>Leave the scan running</source>
        <translation>Dejar la exploración en marcha</translation>
    </message>
    <message>
        <source>next: E{number}</source>
        <translation>siguiente: E{number}</translation>
    </message>
    <message>
        <source>Import a set</source>
        <translation>Importar un conjunto</translation>
    </message>
    <message>
        <source>Folder for the report</source>
        <translation>Carpeta para el informe</translation>
    </message>
    <message>
        <source>{work} was stopped.</source>
        <translation>Se detuvo: {work}.</translation>
    </message>
    <message>
        <source>This laptop has no sound that can be used; first hits are shown, not heard.</source>
        <translation>Este equipo portátil no tiene sonido que se pueda usar; las primeras coincidencias se ven, no se oyen.</translation>
    </message>
    <message>
        <source>No exhibits yet. Attach a disk behind the write blocker, or drop an image here.</source>
        <translation>Aún no hay evidencias. Conecte un disco a través del bloqueador de escritura o suelte aquí una imagen.</translation>
    </message>
    <message>
        <source>choose exhibit</source>
        <translation>elegir evidencia</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Espacio</translation>
    </message>
    <message>
        <source>mark for scan</source>
        <translation>marcar para explorar</translation>
    </message>
    <message>
        <source>Tab</source>
        <translation>Tab</translation>
    </message>
    <message>
        <source>reasons</source>
        <translation>motivos</translation>
    </message>
    <message>
        <source>so far, {time}</source>
        <translation>por ahora, {time}</translation>
    </message>
    <message>
        <source>case closed {time}</source>
        <translation>caso cerrado: {time}</translation>
    </message>
    <message>
        <source>scan stopped</source>
        <translation>exploración detenida</translation>
    </message>
    <message numerus="yes">
        <source>Scan %n marked</source>
        <translation>
            <numerusform>Explorar %n marcada</numerusform>
            <numerusform>Explorar %n marcadas</numerusform>
        </translation>
    </message>
    <message>
        <source>Resume the scan</source>
        <translation>Reanudar la exploración</translation>
    </message>
    <message>
        <source>Scan</source>
        <translation>Explorar</translation>
    </message>
    <message>
        <source>Sound on</source>
        <translation>Activar sonido</translation>
    </message>
    <message>
        <source>Silence</source>
        <translation>Silenciar</translation>
    </message>
    <message>
        <source>Menu of {label}</source>
        <translation>Menú de {label}</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Archivos</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>Hallazgos</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pausar</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Continuar</translation>
    </message>
    <message>
        <source>Watch</source>
        <translation>Observar</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Detener</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Reanudar</translation>
    </message>
    <message>
        <source>Scan the rest</source>
        <translation>Explorar el resto</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Verificar</translation>
    </message>
    <message>
        <source>Coverage</source>
        <translation>Cobertura</translation>
    </message>
    <message>
        <source>Unread files</source>
        <translation>Archivos sin leer</translation>
    </message>
    <message>
        <source>Unread parts</source>
        <translation>Partes sin leer</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>Qué hacer</translation>
    </message>
    <message>
        <source>Marked</source>
        <translation>Marcada</translation>
    </message>
    <message>
        <source>Next step</source>
        <translation>Siguiente paso</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Más</translation>
    </message>
    <message>
        <source>More for {label}</source>
        <translation>Más para {label}</translation>
    </message>
    <message>
        <source>Exhibits</source>
        <translation>Evidencias</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Motivo</translation>
    </message>
    <message>
        <source>No exhibits yet</source>
        <translation>Aún no hay evidencias</translation>
    </message>
    <message numerus="yes">
        <source>Matches on {found} of %n exhibit(s)</source>
        <translation>
            <numerusform>Coincidencias en {found} de %n evidencia</numerusform>
            <numerusform>Coincidencias en {found} de %n evidencias</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Scanning %n exhibit(s)</source>
        <translation>
            <numerusform>Explorando %n evidencia</numerusform>
            <numerusform>Explorando %n evidencias</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n exhibit(s) to scan</source>
        <translation>
            <numerusform>%n evidencia por explorar</numerusform>
            <numerusform>%n evidencias por explorar</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing found in the sets loaded so far</source>
        <translation>Nada encontrado por ahora en los conjuntos cargados</translation>
    </message>
    <message>
        <source>Nothing found in the sets loaded</source>
        <translation>Nada encontrado en los conjuntos cargados</translation>
    </message>
    <message numerus="yes">
        <source>%n record(s) matched, on {labels}</source>
        <translation>
            <numerusform>%n registro coincide, en {labels}</numerusform>
            <numerusform>%n registros coinciden, en {labels}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) on both</source>
        <translation>
            <numerusform>%n archivo en ambas</numerusform>
            <numerusform>%n archivos en ambas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) on both {labels}</source>
        <translation>
            <numerusform>%n archivo tanto en {labels}</numerusform>
            <numerusform>%n archivos tanto en {labels}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) on more than one exhibit</source>
        <translation>
            <numerusform>%n archivo en más de una evidencia</numerusform>
            <numerusform>%n archivos en más de una evidencia</numerusform>
        </translation>
    </message>
    <message>
        <source>{labels}: digest differs from the one on record</source>
        <translation>{labels}: el valor hash difiere del registrado</translation>
    </message>
    <message>
        <source>{labels} locked, nothing compared inside</source>
        <translation>{labels}: cifrado, nada comparado dentro</translation>
    </message>
    <message numerus="yes">
        <source>%n volume(s) of {labels} locked, nothing compared inside</source>
        <translation>
            <numerusform>%n volumen de {labels} cifrado, nada comparado dentro</numerusform>
            <numerusform>%n volúmenes de {labels} cifrados, nada comparado dentro</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{labels}: %n file(s) could not be read</source>
        <translation>
            <numerusform>{labels}: %n archivo no se pudo leer</numerusform>
            <numerusform>{labels}: %n archivos no se pudieron leer</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n part(s) could not be read</source>
        <translation>
            <numerusform>%n parte no se pudo leer</numerusform>
            <numerusform>%n partes no se pudieron leer</numerusform>
        </translation>
    </message>
    <message>
        <source>{exhibits} still to go</source>
        <translation>Por explorar: {exhibits}</translation>
    </message>
    <message numerus="yes">
        <source>%n entr(y/ies) still to go</source>
        <translation>
            <numerusform>%n entrada por examinar</numerusform>
            <numerusform>%n entradas por examinar</numerusform>
        </translation>
    </message>
    <message>
        <source>{labels} not scanned yet</source>
        <translation>{labels}: aún sin explorar</translation>
    </message>
    <message>
        <source>Attach a disk behind the write blocker, or drop an image here.</source>
        <translation>Conecte un disco a través del bloqueador de escritura o suelte aquí una imagen.</translation>
    </message>
    <message>
        <source>Nothing compared so far</source>
        <translation>Nada comparado por ahora</translation>
    </message>
    <message>
        <source>{number} more</source>
        <translation>{number} más</translation>
    </message>
    <message>
        <source>ask for the 48-digit recovery key or its printed copy.</source>
        <translation>pida la clave de recuperación de 48 cifras o su copia impresa.</translation>
    </message>
    <message>
        <source>ask for the passphrase or the key file, and write down who gave it.</source>
        <translation>pida la contraseña o el archivo de clave y anote quién lo entregó.</translation>
    </message>
    <message>
        <source>do not shut it down or close the lid; read memory or copy the files now.</source>
        <translation>no lo apague ni cierre la tapa; lea la memoria o copie los archivos ahora.</translation>
    </message>
    <message>
        <source>Computer on:</source>
        <translation>Equipo encendido:</translation>
    </message>
    <message>
        <source>Computer off:</source>
        <translation>Equipo apagado:</translation>
    </message>
    <message>
        <source>Drawing of a disk</source>
        <translation>Dibujo de un disco</translation>
    </message>
    <message>
        <source>Drawing of a USB stick</source>
        <translation>Dibujo de una memoria USB</translation>
    </message>
    <message>
        <source>Drawing of a memory card</source>
        <translation>Dibujo de una tarjeta de memoria</translation>
    </message>
    <message>
        <source>Drawing of a laptop</source>
        <translation>Dibujo de un equipo portátil</translation>
    </message>
    <message>
        <source>Drawing of a solid-state disk</source>
        <translation>Dibujo de un disco de estado sólido</translation>
    </message>
    <message>
        <source>Drawing of an external disk</source>
        <translation>Dibujo de un disco externo</translation>
    </message>
    <message>
        <source>Drawing of a telephone</source>
        <translation>Dibujo de un teléfono</translation>
    </message>
    <message>
        <source>Drawing of an optical disc</source>
        <translation>Dibujo de un disco óptico</translation>
    </message>
    <message>
        <source>Photograph of the device</source>
        <translation>Fotografía del dispositivo</translation>
    </message>
    <message>
        <source>{label}: what to do</source>
        <translation>{label}: qué hacer</translation>
    </message>
    <message>
        <source>Locked: {scheme}</source>
        <translation>Cifrado: {scheme}</translation>
    </message>
    <message>
        <source>Understood</source>
        <translation>Entendido</translation>
    </message>
    <message>
        <source>Volume {number}</source>
        <translation>Volumen {number}</translation>
    </message>
    <message>
        <source>Nothing inside the lock was compared; the report says so.</source>
        <translation>Nada de lo cifrado se comparó; el informe lo dice.</translation>
    </message>
    <message>
        <source>In the room:</source>
        <translation>En el lugar:</translation>
    </message>
    <message>
        <source>look for printed keys, notes, key files on sticks, and other devices where the same person is signed in. Seize what could hold the key.</source>
        <translation>busque claves impresas, notas, archivos de clave en memorias USB y otros dispositivos en los que la misma persona tenga una sesión abierta. Intervenga lo que pueda contener la clave.</translation>
    </message>
    <message>
        <source>For the laboratory:</source>
        <translation>Para el laboratorio:</translation>
    </message>
    <message>
        <source>write down the state in which the computer was found in the notes of the exhibit; what is locked can be examined later when a key is there.</source>
        <translation>anote en las notas de la evidencia el estado en que se halló el equipo; lo cifrado se puede examinar más tarde, cuando haya una clave.</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Contraseña</translation>
    </message>
    <message>
        <source>Recovery key</source>
        <translation>Clave de recuperación</translation>
    </message>
    <message>
        <source>Key file</source>
        <translation>Archivo de clave</translation>
    </message>
    <message>
        <source>Its own clear key: protection is suspended, or nothing is encrypted</source>
        <translation>Su propia clave en claro: la protección está suspendida o nada está cifrado</translation>
    </message>
    <message>
        <source>Unlock a volume of {label}</source>
        <translation>Desbloquear un volumen de {label}</translation>
    </message>
    <message>
        <source>the secret is kept in memory only</source>
        <translation>el secreto se guarda solo en la memoria</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>Desbloquear</translation>
    </message>
    <message>
        <source>Secret</source>
        <translation>Secreto</translation>
    </message>
    <message>
        <source>Show what is typed</source>
        <translation>Mostrar lo que se escribe</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Elegir…</translation>
    </message>
    <message>
        <source>The custody chain records who tried which means, and never the secret.</source>
        <translation>La cadena de custodia registra quién probó qué medio, y nunca el secreto.</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Todos los archivos (*)</translation>
    </message>
    <message>
        <source>Unlock volume {number} of {label} again</source>
        <translation>Desbloquear de nuevo el volumen {number} de {label}</translation>
    </message>
    <message>
        <source>Kept in memory only, so that the files of the volume can be looked at.</source>
        <translation>Queda solo en la memoria, para poder mirar los archivos del volumen.</translation>
    </message>
    <message>
        <source>Left empty, the volume stays shut, and the scan reports it as not read.</source>
        <translation>Si se deja vacío, el volumen queda cerrado y la exploración lo señala como no leído.</translation>
    </message>
    <message>
        <source>{label} has no volume that is locked.</source>
        <translation>{label} no tiene ningún volumen cifrado.</translation>
    </message>
    <message>
        <source>Volume {number} of {label} is unlocked; its files can be looked at.</source>
        <translation>El volumen {number} de {label} está desbloqueado; se pueden mirar sus archivos.</translation>
    </message>
    <message>
        <source>Unlocking…</source>
        <translation>Desbloqueando…</translation>
    </message>
</context>
<context>
    <name>checks</name>
    <message>
        <source>{number} files, {left} of them around the payload; no links, nothing strange</source>
        <translation>{number} archivos, {left} de ellos en torno al contenido; ningún enlace, nada extraño</translation>
    </message>
    <message>
        <source>{number} files with {size} bytes equal both manifests, and nothing was added</source>
        <translation>{number} archivos con {size} bytes son iguales en ambas listas, y no se añadió nada</translation>
    </message>
    <message>
        <source>{number} files equal both tag manifests</source>
        <translation>{number} archivos son iguales en ambas listas de etiquetas</translation>
    </message>
    <message>
        <source>signed with the key of a certificate its holder issued, which names {name}; SHA-256 {digest}: compare it with the one the laboratory gives you</source>
        <translation>firmado con la clave de un certificado emitido por su titular, que nombra a {name}; SHA-256 {digest}: compárelo con el que le dé el laboratorio</translation>
    </message>
    <message>
        <source>signed with the key of a certificate by {issuer}, which names {name}; SHA-256 {digest}: compare it with the one the laboratory gives you</source>
        <translation>firmado con la clave de un certificado de {issuer}, que nombra a {name}; SHA-256 {digest}: compárelo con el que le dé el laboratorio</translation>
    </message>
    <message>
        <source>signed by {name}, whose certificate you trust (SHA-256 {digest})</source>
        <translation>firmado por {name}, cuyo certificado es de su confianza (SHA-256 {digest})</translation>
    </message>
    <message>
        <source>{number} of them later</source>
        <translation>de ellas, {number} más tarde</translation>
    </message>
    <message>
        <source>{number} of those who signed</source>
        <translation>de quienes firmaron: {number}</translation>
    </message>
    <message>
        <source>the signature of {name} covers the whole file, and nothing was appended</source>
        <translation>la firma de {name} abarca el archivo entero, y no se añadió nada al final</translation>
    </message>
    <message>
        <source>{number} tables inside equal those beside it; report {report}</source>
        <translation>{number} tablas de su interior son iguales a las que están junto a él; informe {report}</translation>
    </message>
    <message>
        <source>{number} events follow one another; head {digest}</source>
        <translation>{number} eventos se siguen uno a otro; cabeza {digest}</translation>
    </message>
    <message>
        <source>{number} events follow one another, {left} of them withheld in this copy; head {digest}</source>
        <translation>{number} eventos se siguen uno a otro, {left} de ellos reservados en esta copia; cabeza {digest}</translation>
    </message>
    <message>
        <source>1 signed statement agrees with the chain; signed by {name} (certificate SHA-256 {digest})</source>
        <translation>1 declaración firmada concuerda con la cadena; firmada por {name} (certificado SHA-256 {digest})</translation>
    </message>
    <message>
        <source>{number} signed statements agree with the chain; signed by {name} (certificate SHA-256 {digest})</source>
        <translation>{number} declaraciones firmadas concuerdan con la cadena; firmadas por {name} (certificado SHA-256 {digest})</translation>
    </message>
    <message>
        <source>{name} (certificate SHA-256 {digest})</source>
        <translation>{name} (certificado SHA-256 {digest})</translation>
    </message>
    <message>
        <source>1 picture is the one that the custody chain names</source>
        <translation>1 fotografía es la que nombra la cadena de custodia</translation>
    </message>
    <message>
        <source>{number} pictures are those that the custody chain names</source>
        <translation>{number} fotografías son las que nombra la cadena de custodia</translation>
    </message>
    <message>
        <source>{number} contents are those of the index</source>
        <translation>{number} contenidos son los del índice</translation>
    </message>
    <message>
        <source>the sums of entries and bytes close</source>
        <translation>las sumas de entradas y de bytes cuadran</translation>
    </message>
    <message>
        <source>{number} entries of entries.csv are those that the ledger counts</source>
        <translation>{number} entradas de entries.csv son las que cuenta el recuento</translation>
    </message>
    <message>
        <source>entries.csv, files.dfxml and hashdeep.txt tell the same of {number} entries</source>
        <translation>entries.csv, files.dfxml y hashdeep.txt dicen lo mismo de {number} entradas</translation>
    </message>
    <message>
        <source>the entries of {label} are exactly those of the finished scans in the chain</source>
        <translation>las entradas de {label} son exactamente las de las exploraciones terminadas de la cadena</translation>
    </message>
    <message>
        <source>{number} matched files are those that entries.csv has as matched</source>
        <translation>{number} archivos coincidentes son los que entries.csv tiene como coincidentes</translation>
    </message>
    <message>
        <source>{number} rows have the numbers and digests of hits.csv</source>
        <translation>{number} filas tienen los números y valores hash de hits.csv</translation>
    </message>
    <message>
        <source>the {number} matched contents of hits.csv are in it</source>
        <translation>contiene los {number} contenidos coincidentes de hits.csv</translation>
    </message>
    <message>
        <source>its {number} contents are those of hits.csv</source>
        <translation>sus {number} contenidos son los de hits.csv</translation>
    </message>
    <message>
        <source>it bears the id of this report, {report}</source>
        <translation>lleva el identificador de este informe, {report}</translation>
    </message>
    <message>
        <source>the {number} events of the report are the first of the {left} of the case</source>
        <translation>los {number} eventos del informe son los primeros de los {left} del caso</translation>
    </message>
    <message>
        <source>1 custody event and the findings of {scans} are as they were written</source>
        <translation>1 evento de custodia y los hallazgos de {scans} están como se escribieron</translation>
    </message>
    <message>
        <source>{number} custody events and the findings of {scans} are as they were written</source>
        <translation>{number} eventos de custodia y los hallazgos de {scans} están como se escribieron</translation>
    </message>
    <message>
        <source>{number} finished scans</source>
        <translation>{number} exploraciones terminadas</translation>
    </message>
    <message>
        <source>1 finished scan</source>
        <translation>1 exploración terminada</translation>
    </message>
    <message>
        <source>1 signed checkpoint, 1 signature holds, by the key of {name}, certificate {digest}</source>
        <translation>1 punto de control firmado, 1 firma válida, con la clave de {name}, certificado {digest}</translation>
    </message>
    <message>
        <source>{number} signed checkpoints, {left} signatures hold, by the key of {name}, certificate {digest}</source>
        <translation>{number} puntos de control firmados, {left} firmas válidas, con la clave de {name}, certificado {digest}</translation>
    </message>
    <message>
        <source>{name}, certificate {digest}</source>
        <translation>{name}, certificado {digest}</translation>
    </message>
    <message>
        <source>{number} parts are as they were written</source>
        <translation>{number} partes están como se escribieron</translation>
    </message>
    <message>
        <source>no time-stamping authority vouches for the time; it is the clock of the laptop</source>
        <translation>ninguna autoridad de sellado responde de la hora; es la del reloj del equipo portátil</translation>
    </message>
    <message>
        <source>there is none</source>
        <translation>no hay</translation>
    </message>
    <message>
        <source>there is none, as nobody signed</source>
        <translation>no hay, porque nadie firmó</translation>
    </message>
    <message>
        <source>nobody signed it</source>
        <translation>nadie lo firmó</translation>
    </message>
    <message>
        <source>nobody signed this bundle: damage and careless change show, a change by someone who also wrote new manifests does not</source>
        <translation>nadie firmó este paquete: se advierten daños y cambios por descuido, no un cambio de quien además escribió listas nuevas</translation>
    </message>
    <message>
        <source>no contents of evidence files were exported</source>
        <translation>no se exportaron contenidos de las evidencias</translation>
    </message>
    <message>
        <source>no finished scan of this case has one</source>
        <translation>ninguna exploración terminada de este caso lo tiene</translation>
    </message>
    <message>
        <source>no checkpoint was signed: whoever holds the case could have written the chain anew</source>
        <translation>no se firmó ningún punto de control: quien tiene el caso pudo haber escrito la cadena de nuevo</translation>
    </message>
    <message>
        <source>no checkpoint is signed: whoever can write to the case could write its chain anew</source>
        <translation>no hay ningún punto de control firmado: quien puede escribir en el caso podría escribir su cadena de nuevo</translation>
    </message>
    <message>
        <source>the digest over all entries is of entries with their paths, which this copy withholds</source>
        <translation>el valor hash de todas las entradas es de entradas con sus rutas, que esta copia reserva</translation>
    </message>
    <message>
        <source>the events that name the pictures are withheld</source>
        <translation>los eventos que nombran las fotografías están reservados</translation>
    </message>
    <message>
        <source>{file} is not what was written: its digests differ from those listed</source>
        <translation>{file} no es lo que se escribió: sus valores hash difieren de los de las listas</translation>
    </message>
    <message>
        <source>{file} was added: no list names it</source>
        <translation>se añadió {file}: no figura en ninguna lista</translation>
    </message>
    <message>
        <source>{file} was added: it is no file of a bundle</source>
        <translation>se añadió {file}: no es un archivo de un paquete</translation>
    </message>
    <message>
        <source>{file} is missing, and no list names it</source>
        <translation>falta {file}, y no figura en ninguna lista</translation>
    </message>
    <message>
        <source>{file} is missing: bag-info.txt says who signed</source>
        <translation>falta {file}: bag-info.txt dice quién firmó</translation>
    </message>
    <message>
        <source>{file} is missing</source>
        <translation>falta {file}</translation>
    </message>
    <message>
        <source>{number} more</source>
        <translation>{number} más</translation>
    </message>
    <message>
        <source>and {number} more</source>
        <translation>y {number} más</translation>
    </message>
    <message>
        <source>bag-info.txt gives another Payload-Oxum than the payload: {value}</source>
        <translation>bag-info.txt indica otro Payload-Oxum que el del contenido: {value}</translation>
    </message>
    <message>
        <source>{file}: event {number} is not readable</source>
        <translation>{file}: el evento {number} no se puede leer</translation>
    </message>
    <message>
        <source>{file}: event {number} is not in canonical form</source>
        <translation>{file}: el evento {number} no está en forma canónica</translation>
    </message>
    <message>
        <source>{file}: the custody chain is broken at event {number}: it does not follow event {left}</source>
        <translation>{file}: la cadena de custodia está rota en el evento {number}: no sigue al evento {left}</translation>
    </message>
    <message>
        <source>{file} does not end with the event that bag-info.txt records as its head</source>
        <translation>{file} no termina con el evento que bag-info.txt registra como cabeza</translation>
    </message>
    <message>
        <source>{file} is not the statement of event {number}</source>
        <translation>{file} no es la declaración del evento {number}</translation>
    </message>
    <message>
        <source>{file} vouches for another chain: event {number} has another digest there</source>
        <translation>{file} responde de otra cadena: en ella el evento {number} tiene otro valor hash</translation>
    </message>
    <message>
        <source>{file} is not the signature in the custody chain</source>
        <translation>{file} no es la firma que figura en la cadena de custodia</translation>
    </message>
    <message>
        <source>{file} is not the picture whose digest it bears</source>
        <translation>{file} no es la fotografía cuyo valor hash lleva</translation>
    </message>
    <message>
        <source>{file} is not the content whose digest it bears</source>
        <translation>{file} no es el contenido cuyo valor hash lleva</translation>
    </message>
    <message>
        <source>{file} does not bear the id of this report, {report}</source>
        <translation>{file} no lleva el identificador de este informe, {report}</translation>
    </message>
    <message>
        <source>{file} is not signed by the one who signed the bundle</source>
        <translation>{file} no está firmado por quien firmó el paquete</translation>
    </message>
    <message>
        <source>Nobody signed this bundle</source>
        <translation>Nadie firmó este paquete</translation>
    </message>
    <message>
        <source>Report {report}</source>
        <translation>Informe {report}</translation>
    </message>
    <message>
        <source>Chain head {digest}</source>
        <translation>Cabeza de la cadena {digest}</translation>
    </message>
</context>
<context>
    <name>command</name>
    <message>
        <source>Add exhibit</source>
        <translation>Añadir evidencia</translation>
    </message>
    <message>
        <source>Verify exhibit</source>
        <translation>Verificar evidencia</translation>
    </message>
    <message>
        <source>Unlock a volume</source>
        <translation>Desbloquear un volumen</translation>
    </message>
    <message>
        <source>Search the whole disk for lost volumes</source>
        <translation>Buscar volúmenes perdidos en todo el disco</translation>
    </message>
    <message>
        <source>Describe exhibit</source>
        <translation>Describir evidencia</translation>
    </message>
    <message>
        <source>Hand over</source>
        <translation>Entregar</translation>
    </message>
    <message>
        <source>Mark for a scan</source>
        <translation>Marcar para explorar</translation>
    </message>
    <message>
        <source>Silence, or sound again</source>
        <translation>Silenciar, o sonar de nuevo</translation>
    </message>
    <message>
        <source>Play the sound of a first hit</source>
        <translation>Oír el sonido de una primera coincidencia</translation>
    </message>
    <message>
        <source>Self-test</source>
        <translation>Autocomprobación</translation>
    </message>
    <message>
        <source>New case</source>
        <translation>Caso nuevo</translation>
    </message>
    <message>
        <source>Open a case</source>
        <translation>Abrir un caso</translation>
    </message>
    <message>
        <source>Open the practice case</source>
        <translation>Abrir el caso de prácticas</translation>
    </message>
    <message>
        <source>Take the case off the list</source>
        <translation>Quitar el caso de la lista</translation>
    </message>
    <message>
        <source>Leave the case</source>
        <translation>Salir del caso</translation>
    </message>
    <message>
        <source>Case details</source>
        <translation>Datos del caso</translation>
    </message>
    <message>
        <source>Persons</source>
        <translation>Personas</translation>
    </message>
    <message>
        <source>Close or reopen the case</source>
        <translation>Cerrar o reabrir el caso</translation>
    </message>
    <message>
        <source>Your key</source>
        <translation>Su clave</translation>
    </message>
    <message>
        <source>Put the key away</source>
        <translation>Guardar la clave</translation>
    </message>
    <message>
        <source>Verify a bundle</source>
        <translation>Verificar un paquete</translation>
    </message>
    <message>
        <source>Verify a folder</source>
        <translation>Verificar una carpeta</translation>
    </message>
    <message>
        <source>Print the result</source>
        <translation>Imprimir el resultado</translation>
    </message>
    <message>
        <source>Copy the verdict</source>
        <translation>Copiar el veredicto</translation>
    </message>
    <message>
        <source>Open the folder</source>
        <translation>Abrir la carpeta</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Salir</translation>
    </message>
    <message>
        <source>Choose where to</source>
        <translation>Elegir el destino</translation>
    </message>
    <message>
        <source>Write the report</source>
        <translation>Escribir el informe</translation>
    </message>
    <message>
        <source>Verify it again</source>
        <translation>Verificar de nuevo</translation>
    </message>
    <message>
        <source>Next page of the preview</source>
        <translation>Página siguiente de la vista previa</translation>
    </message>
    <message>
        <source>Page before in the preview</source>
        <translation>Página anterior de la vista previa</translation>
    </message>
    <message>
        <source>Fit width</source>
        <translation>Ajustar al ancho</translation>
    </message>
    <message>
        <source>Check the chain</source>
        <translation>Comprobar la cadena</translation>
    </message>
    <message>
        <source>Sign now</source>
        <translation>Firmar ahora</translation>
    </message>
    <message>
        <source>Counter-sign</source>
        <translation>Refrendar</translation>
    </message>
    <message>
        <source>Print transfer form</source>
        <translation>Imprimir formulario de entrega</translation>
    </message>
    <message>
        <source>Filter the events</source>
        <translation>Filtrar los eventos</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Atrás</translation>
    </message>
    <message>
        <source>Board</source>
        <translation>Tablero</translation>
    </message>
    <message>
        <source>Scan</source>
        <translation>Exploración</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>Hallazgos</translation>
    </message>
    <message>
        <source>Disk map</source>
        <translation>Mapa del disco</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Archivos</translation>
    </message>
    <message>
        <source>Custody</source>
        <translation>Custodia</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Informe</translation>
    </message>
    <message>
        <source>Sets</source>
        <translation>Conjuntos</translation>
    </message>
    <message>
        <source>Dark or light</source>
        <translation>Oscuro o claro</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>Leer de nuevo</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>Menú</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Continuar</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Reanudar</translation>
    </message>
    <message>
        <source>Pause, or go on</source>
        <translation>Pausar, o continuar</translation>
    </message>
    <message>
        <source>Pause all exhibits, or go on</source>
        <translation>Pausar todas las evidencias, o continuar</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Detener</translation>
    </message>
    <message>
        <source>What could not be read</source>
        <translation>Qué no se pudo leer</translation>
    </message>
    <message>
        <source>Bytes and counts</source>
        <translation>Bytes y recuentos</translation>
    </message>
    <message>
        <source>Import a set</source>
        <translation>Importar un conjunto</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Quitar</translation>
    </message>
    <message>
        <source>Find a digest</source>
        <translation>Buscar un valor hash</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Verificar</translation>
    </message>
    <message>
        <source>Verify all sets</source>
        <translation>Verificar todos los conjuntos</translation>
    </message>
    <message>
        <source>Compare two versions</source>
        <translation>Comparar dos versiones</translation>
    </message>
    <message>
        <source>List conflicts of roles</source>
        <translation>Enumerar conflictos de clase</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>Desbloquear</translation>
    </message>
    <message>
        <source>Save as a known-hash set</source>
        <translation>Guardar como conjunto de conocidos</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filtro</translation>
    </message>
    <message>
        <source>Remove filters</source>
        <translation>Quitar filtros</translation>
    </message>
    <message>
        <source>Go to offset in the content</source>
        <translation>Ir a una posición del contenido</translation>
    </message>
    <message>
        <source>Find in the content</source>
        <translation>Buscar en el contenido</translation>
    </message>
    <message>
        <source>Next hit in the content</source>
        <translation>Aparición siguiente en el contenido</translation>
    </message>
    <message>
        <source>Hit before in the content</source>
        <translation>Aparición anterior en el contenido</translation>
    </message>
    <message>
        <source>Find a command</source>
        <translation>Buscar una orden</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Ajustes</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>Texto más grande</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>Texto más pequeño</translation>
    </message>
    <message>
        <source>Help for this page</source>
        <translation>Ayuda de esta página</translation>
    </message>
    <message>
        <source>Every key</source>
        <translation>Todas las teclas</translation>
    </message>
    <message>
        <source>Save the keys as a page to print</source>
        <translation>Guardar las teclas como página para imprimir</translation>
    </message>
    <message>
        <source>Practice tour</source>
        <translation>Recorrido de prácticas</translation>
    </message>
    <message>
        <source>See less of it, closer</source>
        <translation>Ver menos, más cerca</translation>
    </message>
    <message>
        <source>See more of it</source>
        <translation>Ver más</translation>
    </message>
    <message>
        <source>See all of it</source>
        <translation>Ver todo</translation>
    </message>
    <message>
        <source>Move to the left</source>
        <translation>Mover a la izquierda</translation>
    </message>
    <message>
        <source>Move to the right</source>
        <translation>Mover a la derecha</translation>
    </message>
    <message>
        <source>Next hit</source>
        <translation>Coincidencia siguiente</translation>
    </message>
    <message>
        <source>Hit before</source>
        <translation>Coincidencia anterior</translation>
    </message>
    <message>
        <source>Show in Files</source>
        <translation>Mostrar en Archivos</translation>
    </message>
    <message>
        <source>Show in Findings</source>
        <translation>Mostrar en Hallazgos</translation>
    </message>
    <message>
        <source>Times or folders</source>
        <translation>Horas o carpetas</translation>
    </message>
    <message>
        <source>Next kind of time or size</source>
        <translation>Otra clase de hora o tamaño</translation>
    </message>
    <message>
        <source>As a table</source>
        <translation>Como tabla</translation>
    </message>
    <message>
        <source>Folder above</source>
        <translation>Carpeta superior</translation>
    </message>
    <message>
        <source>Choose the exhibit</source>
        <translation>Elegir la evidencia</translation>
    </message>
    <message>
        <source>Mark with category 1</source>
        <translation>Marcar con la categoría 1</translation>
    </message>
    <message>
        <source>Mark with category 2</source>
        <translation>Marcar con la categoría 2</translation>
    </message>
    <message>
        <source>Mark with category 3</source>
        <translation>Marcar con la categoría 3</translation>
    </message>
    <message>
        <source>Mark with category 4</source>
        <translation>Marcar con la categoría 4</translation>
    </message>
    <message>
        <source>Mark with category 5</source>
        <translation>Marcar con la categoría 5</translation>
    </message>
    <message>
        <source>Mark with category 6</source>
        <translation>Marcar con la categoría 6</translation>
    </message>
    <message>
        <source>Mark with category 7</source>
        <translation>Marcar con la categoría 7</translation>
    </message>
    <message>
        <source>Mark with category 8</source>
        <translation>Marcar con la categoría 8</translation>
    </message>
    <message>
        <source>Mark with category 9</source>
        <translation>Marcar con la categoría 9</translation>
    </message>
    <message>
        <source>Take the mark away</source>
        <translation>Quitar la marca</translation>
    </message>
    <message>
        <source>Mark all equal files with category 1</source>
        <translation>Marcar los archivos iguales con la categoría 1</translation>
    </message>
    <message>
        <source>Mark all equal files with category 2</source>
        <translation>Marcar los archivos iguales con la categoría 2</translation>
    </message>
    <message>
        <source>Mark all equal files with category 3</source>
        <translation>Marcar los archivos iguales con la categoría 3</translation>
    </message>
    <message>
        <source>Mark all equal files with category 4</source>
        <translation>Marcar los archivos iguales con la categoría 4</translation>
    </message>
    <message>
        <source>Mark all equal files with category 5</source>
        <translation>Marcar los archivos iguales con la categoría 5</translation>
    </message>
    <message>
        <source>Mark all equal files with category 6</source>
        <translation>Marcar los archivos iguales con la categoría 6</translation>
    </message>
    <message>
        <source>Mark all equal files with category 7</source>
        <translation>Marcar los archivos iguales con la categoría 7</translation>
    </message>
    <message>
        <source>Mark all equal files with category 8</source>
        <translation>Marcar los archivos iguales con la categoría 8</translation>
    </message>
    <message>
        <source>Mark all equal files with category 9</source>
        <translation>Marcar los archivos iguales con la categoría 9</translation>
    </message>
    <message>
        <source>Take the mark of all equal files away</source>
        <translation>Quitar la marca de todos los archivos iguales</translation>
    </message>
    <message>
        <source>Write a note</source>
        <translation>Escribir una nota</translation>
    </message>
    <message>
        <source>Bookmark</source>
        <translation>Marcador</translation>
    </message>
    <message>
        <source>Undo the last mark, note or bookmark</source>
        <translation>Deshacer la última marca, nota o marcador</translation>
    </message>
    <message>
        <source>Do again what was undone</source>
        <translation>Rehacer lo deshecho</translation>
    </message>
    <message>
        <source>Next file</source>
        <translation>Archivo siguiente</translation>
    </message>
    <message>
        <source>Previous file</source>
        <translation>Archivo anterior</translation>
    </message>
    <message>
        <source>Findings as a table</source>
        <translation>Hallazgos como tabla</translation>
    </message>
    <message>
        <source>Findings as a grid of facts</source>
        <translation>Hallazgos como cuadrícula de datos</translation>
    </message>
    <message>
        <source>Densest folders first</source>
        <translation>Carpetas más densas primero</translation>
    </message>
    <message>
        <source>Show or fold the groups</source>
        <translation>Mostrar o plegar los grupos</translation>
    </message>
</context>
<context>
    <name>custody</name>
    <message>
        <source>Recording the case</source>
        <translation>Registro de los datos del caso</translation>
    </message>
    <message>
        <source>The case details are recorded.</source>
        <translation>Los datos del caso quedaron registrados.</translation>
    </message>
    <message>
        <source>Recording a person</source>
        <translation>Registro de una persona</translation>
    </message>
    <message>
        <source>{name} is recorded.</source>
        <translation>{name}: registro hecho.</translation>
    </message>
    <message>
        <source>{events} recorded of {label}.</source>
        <translation>Registro hecho de {label}: {events}.</translation>
    </message>
    <message>
        <source>Recording {label}</source>
        <translation>Registro de {label}</translation>
    </message>
    <message>
        <source>{words}. The board verifies an exhibit with V.</source>
        <translation>{words}. En el tablero, V verifica una evidencia.</translation>
    </message>
    <message>
        <source>Recording the hand-over of {label}</source>
        <translation>Registro de la entrega de {label}</translation>
    </message>
    <message>
        <source>{label} changed hands.</source>
        <translation>La entrega de {label} quedó registrada.</translation>
    </message>
    <message>
        <source>Save the transfer form as a page to print</source>
        <translation>Guardar el formulario de entrega como página para imprimir</translation>
    </message>
    <message>
        <source>The transfer form lies in {file}.</source>
        <translation>El formulario de entrega está en {file}.</translation>
    </message>
    <message>
        <source>Setting the transfer form</source>
        <translation>Composición del formulario de entrega</translation>
    </message>
    <message>
        <source>Signing a checkpoint</source>
        <translation>Firma de un punto de control</translation>
    </message>
    <message>
        <source>A checkpoint is signed over every event so far.</source>
        <translation>Se firmó un punto de control sobre todos los eventos hasta ahora.</translation>
    </message>
    <message>
        <source>There is no checkpoint to counter-sign yet; sign one first.</source>
        <translation>Aún no hay ningún punto de control que refrendar; firme antes uno.</translation>
    </message>
    <message>
        <source>Counter-signing</source>
        <translation>Refrendo</translation>
    </message>
    <message>
        <source>The last checkpoint is counter-signed.</source>
        <translation>El último punto de control quedó refrendado.</translation>
    </message>
    <message>
        <source>Reopening the case</source>
        <translation>Reapertura del caso</translation>
    </message>
    <message>
        <source>The case is open again; that is in its chain.</source>
        <translation>El caso vuelve a estar abierto; consta en su cadena.</translation>
    </message>
    <message>
        <source>A closed case takes no new exhibits and no scans. Reading, reports and hand-overs go on, and it can be reopened, which is an event of its own.</source>
        <translation>Un caso cerrado no admite más evidencias ni exploraciones. Las consultas, los informes y las entregas siguen, y se puede reabrir, lo que es otro evento.</translation>
    </message>
    <message>
        <source>Close this case</source>
        <translation>Cerrar este caso</translation>
    </message>
    <message>
        <source>Close the case</source>
        <translation>Cerrar el caso</translation>
    </message>
    <message>
        <source>Closing the case</source>
        <translation>Cierre del caso</translation>
    </message>
    <message>
        <source>The case is closed in its chain.</source>
        <translation>El caso consta como cerrado en su cadena.</translation>
    </message>
    <message>
        <source>It was stopped.</source>
        <translation>Se detuvo.</translation>
    </message>
    <message>
        <source>The self-test passed: {checks}.</source>
        <translation>La autocomprobación se superó: {checks}.</translation>
    </message>
    <message>
        <source>The self-test passed.</source>
        <translation>La autocomprobación se superó.</translation>
    </message>
    <message>
        <source>The self-test failed: {failed}. Do not scan with this program.</source>
        <translation>La autocomprobación no se superó: {failed}. No explore con este programa.</translation>
    </message>
    <message>
        <source>at scan end</source>
        <translation>al terminar una exploración</translation>
    </message>
    <message>
        <source>before a report</source>
        <translation>antes de un informe</translation>
    </message>
    <message>
        <source>at a hand-over</source>
        <translation>en una entrega</translation>
    </message>
    <message>
        <source>when the case was closed</source>
        <translation>al cierre del caso</translation>
    </message>
    <message>
        <source>on request</source>
        <translation>a petición</translation>
    </message>
    <message>
        <source>Agrees</source>
        <translation>Concuerda</translation>
    </message>
    <message>
        <source>Differs</source>
        <translation>Difiere</translation>
    </message>
    <message>
        <source>Not present</source>
        <translation>No está</translation>
    </message>
    <message>
        <source>Not checked</source>
        <translation>Sin verificar</translation>
    </message>
    <message>
        <source>Everything in this bundle agrees</source>
        <translation>Todo en este paquete concuerda</translation>
    </message>
    <message>
        <source>Everything in this case agrees</source>
        <translation>Todo en este caso concuerda</translation>
    </message>
    <message>
        <source>Everything in this disclosure agrees</source>
        <translation>Todo en esta comunicación concuerda</translation>
    </message>
    <message>
        <source>Package</source>
        <translation>Paquete</translation>
    </message>
    <message>
        <source>Chain of the report</source>
        <translation>Cadena del informe</translation>
    </message>
    <message>
        <source>Report folder</source>
        <translation>Carpeta del informe</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Carpeta</translation>
    </message>
    <message>
        <source>Payload</source>
        <translation>Contenido</translation>
    </message>
    <message>
        <source>Tag files</source>
        <translation>Archivos de etiquetas</translation>
    </message>
    <message>
        <source>Signature</source>
        <translation>Firma</translation>
    </message>
    <message>
        <source>Certificates</source>
        <translation>Certificados</translation>
    </message>
    <message>
        <source>Time stamp</source>
        <translation>Sello de tiempo</translation>
    </message>
    <message>
        <source>Report, signature</source>
        <translation>Informe, firma</translation>
    </message>
    <message>
        <source>Report, content</source>
        <translation>Informe, contenido</translation>
    </message>
    <message>
        <source>Report, stamped copy</source>
        <translation>Informe, copia con sello</translation>
    </message>
    <message>
        <source>Custody chain</source>
        <translation>Cadena de custodia</translation>
    </message>
    <message>
        <source>Checkpoints</source>
        <translation>Puntos de control</translation>
    </message>
    <message>
        <source>Evidence files</source>
        <translation>Archivos de las evidencias</translation>
    </message>
    <message>
        <source>Ledgers</source>
        <translation>Recuentos</translation>
    </message>
    <message>
        <source>Entries</source>
        <translation>Entradas</translation>
    </message>
    <message>
        <source>DFXML and hashdeep</source>
        <translation>DFXML y hashdeep</translation>
    </message>
    <message>
        <source>Entries and chain</source>
        <translation>Entradas y cadena</translation>
    </message>
    <message>
        <source>Hits</source>
        <translation>Coincidencias</translation>
    </message>
    <message>
        <source>Workbook</source>
        <translation>Libro de cálculo</translation>
    </message>
    <message>
        <source>CASE graph</source>
        <translation>Grafo CASE</translation>
    </message>
    <message>
        <source>VICS case</source>
        <translation>Caso VICS</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>Página</translation>
    </message>
    <message>
        <source>Case</source>
        <translation>Caso</translation>
    </message>
    <message>
        <source>Seen before</source>
        <translation>Visto antes</translation>
    </message>
    <message>
        <source>Disclosure</source>
        <translation>Comunicación</translation>
    </message>
    <message>
        <source>examiner</source>
        <translation>examen</translation>
    </message>
    <message>
        <source>supervisor</source>
        <translation>supervisión</translation>
    </message>
    <message>
        <source>laboratory</source>
        <translation>laboratorio</translation>
    </message>
    <message>
        <source>reviewer</source>
        <translation>revisión</translation>
    </message>
    <message>
        <source>sworn</source>
        <translation>juramentado</translation>
    </message>
    <message>
        <source>civilian</source>
        <translation>civil</translation>
    </message>
    <message>
        <source>Nothing in it changed after it was signed. Events before the last checkpoint were not removed, moved or edited by anybody without the key.</source>
        <translation>Que nada cambió después de la firma, y que nadie sin la clave suprimió, movió ni modificó eventos anteriores al último punto de control.</translation>
    </message>
    <message>
        <source>That the laptop&apos;s clock was right, that the findings are complete, or that someone holding the key did not write another history before the first signature left the laptop.</source>
        <translation>Que el reloj del equipo portátil fuera bien, que los hallazgos estén completos, ni que quien tiene la clave no escribiera otra historia antes de que la primera firma saliera del equipo.</translation>
    </message>
    <message>
        <source>{when}, {checks}{program}</source>
        <translation>{when}, {checks}{program}</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Todo</translation>
    </message>
    <message>
        <source>Exhibits and transfers</source>
        <translation>Evidencias y entregas</translation>
    </message>
    <message>
        <source>Scans</source>
        <translation>Exploraciones</translation>
    </message>
    <message>
        <source>Looks</source>
        <translation>Miradas</translation>
    </message>
    <message>
        <source>Marks</source>
        <translation>Marcas</translation>
    </message>
    <message>
        <source>Exports</source>
        <translation>Exportaciones</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) were marked as category {category}, in {acts} acts.</source>
        <translation>
            <numerusform>Se marcó %n archivo con la categoría {category}, en {acts} actos.</numerusform>
            <numerusform>Se marcaron %n archivos con la categoría {category}, en {acts} actos.</numerusform>
        </translation>
    </message>
    <message>
        <source>One part differs from what was sealed</source>
        <translation>Una parte difiere de lo que se selló</translation>
    </message>
    <message>
        <source>{differing} parts differ</source>
        <translation>{differing} partes difieren</translation>
    </message>
    <message numerus="yes">
        <source>%n part(s) checked</source>
        <translation>
            <numerusform>%n parte verificada</numerusform>
            <numerusform>%n partes verificadas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n differ(s/)</source>
        <translation>
            <numerusform>%n difiere</numerusform>
            <numerusform>%n difieren</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not present</source>
        <translation>
            <numerusform>%n no está</numerusform>
            <numerusform>%n no están</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not checked</source>
        <translation>
            <numerusform>%n sin verificar</numerusform>
            <numerusform>%n sin verificar</numerusform>
        </translation>
    </message>
    <message>
        <source>events 1 to {count}, by {signers}, {occasion}</source>
        <translation>eventos 1 a {count}, por {signers}, {occasion}</translation>
    </message>
    <message>
        <source>Last signed</source>
        <translation>Última firma</translation>
    </message>
    <message>
        <source>never; no key holds it</source>
        <translation>nunca; ninguna clave la protege</translation>
    </message>
    <message>
        <source>It covers</source>
        <translation>Abarca</translation>
    </message>
    <message>
        <source>Not signed</source>
        <translation>Sin firmar</translation>
    </message>
    <message>
        <source>Time stamps</source>
        <translation>Sellos de tiempo</translation>
    </message>
    <message>
        <source>Self-test not run yet</source>
        <translation>Autocomprobación sin hacer</translation>
    </message>
    <message>
        <source>it runs before each scan</source>
        <translation>se hace antes de cada exploración</translation>
    </message>
    <message>
        <source>, program {value}</source>
        <translation>, programa {value}</translation>
    </message>
    <message>
        <source>Self-test passed</source>
        <translation>Autocomprobación superada</translation>
    </message>
    <message>
        <source>Self-test failed</source>
        <translation>Autocomprobación no superada</translation>
    </message>
    <message>
        <source>Going on without a key: nothing is signed in this session.</source>
        <translation>Se continúa sin clave: en esta sesión no se firma nada.</translation>
    </message>
    <message>
        <source>The key was put away; its passphrase is forgotten.</source>
        <translation>La clave se guardó; su contraseña se olvidó.</translation>
    </message>
    <message>
        <source>No key was taken up.</source>
        <translation>No se tomó ninguna clave.</translation>
    </message>
    <message>
        <source>Opening the key was stopped.</source>
        <translation>Se detuvo la apertura de la clave.</translation>
    </message>
    <message>
        <source>{name} signs in this session ({facts}).</source>
        <translation>En esta sesión firma {name} ({facts}).</translation>
    </message>
    <message>
        <source>{name} signs in this session.</source>
        <translation>En esta sesión firma {name}.</translation>
    </message>
    <message>
        <source>unnamed certificate</source>
        <translation>certificado sin nombre</translation>
    </message>
    <message>
        <source>valid until {day}</source>
        <translation>válido hasta el {day}</translation>
    </message>
    <message>
        <source>Search warrant</source>
        <translation>Orden de registro</translation>
    </message>
    <message>
        <source>Written consent</source>
        <translation>Consentimiento por escrito</translation>
    </message>
    <message>
        <source>Court order</source>
        <translation>Resolución judicial</translation>
    </message>
    <message>
        <source>Probation search</source>
        <translation>Registro de libertad condicional</translation>
    </message>
    <message>
        <source>Border search</source>
        <translation>Registro en frontera</translation>
    </message>
    <message>
        <source>Only what was changed is recorded, as a new event; the words before stay in the chain. What is empty prints as Not supplied.</source>
        <translation>Solo se registra lo que se cambió, como evento nuevo; lo anterior permanece en la cadena. Lo vacío se imprime como «No consta».</translation>
    </message>
    <message>
        <source>PNG picture (*.png)</source>
        <translation>Imagen PNG (*.png)</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>Solicitud</translation>
    </message>
    <message>
        <source>Title or place</source>
        <translation>Título o lugar</translation>
    </message>
    <message>
        <source>Requested by</source>
        <translation>Solicitado por</translation>
    </message>
    <message>
        <source>What was asked for</source>
        <translation>Qué se solicitó</translation>
    </message>
    <message>
        <source>Offense</source>
        <translation>Delito investigado</translation>
    </message>
    <message>
        <source>CyberTip and other referrals</source>
        <translation>CyberTip y otros números de remisión</translation>
    </message>
    <message>
        <source>several are divided by semicolons: CyberTip 123456789; ICAC 42</source>
        <translation>varios se separan con punto y coma: CyberTip 123456789; ICAC 42</translation>
    </message>
    <message>
        <source>Legal authority</source>
        <translation>Autorización legal</translation>
    </message>
    <message>
        <source>each part as it stands on the paper</source>
        <translation>cada parte como figura en el documento</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Clase</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Número</translation>
    </message>
    <message>
        <source>Issued on</source>
        <translation>Fecha de expedición</translation>
    </message>
    <message>
        <source>Issued by</source>
        <translation>Expedida por</translation>
    </message>
    <message>
        <source>What it covers</source>
        <translation>Alcance</translation>
    </message>
    <message>
        <source>Agency</source>
        <translation>Organismo</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Dirección</translation>
    </message>
    <message>
        <source>People and clock</source>
        <translation>Personas y reloj</translation>
    </message>
    <message>
        <source>persons are recorded with Ctrl Shift P</source>
        <translation>las personas se registran con Ctrl Mayús P</translation>
    </message>
    <message>
        <source>Supervisor</source>
        <translation>Supervisión</translation>
    </message>
    <message>
        <source>Reviewer</source>
        <translation>Revisión</translation>
    </message>
    <message>
        <source>This laptop&apos;s clock against a trusted one</source>
        <translation>Reloj de este equipo portátil frente a uno fiable</translation>
    </message>
    <message>
        <source>for example: 3 s ahead of the radio clock at 05:10 +01:00</source>
        <translation>por ejemplo: 3 s adelantado respecto al reloj por radio, 05:10 +01:00</translation>
    </message>
    <message>
        <source>Case details</source>
        <translation>Datos del caso</translation>
    </message>
    <message>
        <source>what the report says of the case</source>
        <translation>lo que el informe dice del caso</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Registrar</translation>
    </message>
    <message>
        <source>replaces the one on record</source>
        <translation>sustituye al que consta</translation>
    </message>
    <message>
        <source>PNG, printed at the top of the report</source>
        <translation>PNG, se imprime al comienzo del informe</translation>
    </message>
    <message>
        <source>Picture of the agency&apos;s sign</source>
        <translation>Imagen del emblema del organismo</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Elegir…</translation>
    </message>
    <message>
        <source>Logo</source>
        <translation>Logotipo</translation>
    </message>
    <message>
        <source>Nothing was changed, so there is nothing to record.</source>
        <translation>No se cambió nada, así que no hay nada que registrar.</translation>
    </message>
    <message>
        <source>Logo of the agency</source>
        <translation>Logotipo del organismo</translation>
    </message>
    <message>
        <source>Counter-sign</source>
        <translation>Refrendar</translation>
    </message>
    <message>
        <source>a second person, with a key of their own</source>
        <translation>una segunda persona, con su propia clave</translation>
    </message>
    <message>
        <source>Who counter-signs *</source>
        <translation>Quién refrenda *</translation>
    </message>
    <message>
        <source>Their key file</source>
        <translation>Su archivo de clave</translation>
    </message>
    <message>
        <source>Or their card: its PKCS#11 module</source>
        <translation>O su tarjeta: el módulo PKCS#11</translation>
    </message>
    <message>
        <source>Name of the card</source>
        <translation>Nombre de la tarjeta</translation>
    </message>
    <message>
        <source>where there are several</source>
        <translation>si hay varias</translation>
    </message>
    <message>
        <source>Their passphrase, or the PIN of the card</source>
        <translation>Su contraseña, o el PIN de la tarjeta</translation>
    </message>
    <message>
        <source>Checkpoint of event {sequence}: {checkpoint_words}.</source>
        <translation>Punto de control del evento {sequence}: {checkpoint_words}.</translation>
    </message>
    <message>
        <source>This key is used for this signature and forgotten. Persons are recorded with Ctrl Shift P.</source>
        <translation>Esta clave se usa para esta firma y se olvida. Las personas se registran con Ctrl Mayús P.</translation>
    </message>
    <message>
        <source>Say who counter-signs; a person who is not in the list is recorded with Ctrl Shift P.</source>
        <translation>Indique quién refrenda; a quien no está en la lista se le registra con Ctrl Mayús P.</translation>
    </message>
    <message>
        <source>Name either a key file or the module of a card.</source>
        <translation>Indique un archivo de clave o el módulo de una tarjeta.</translation>
    </message>
    <message>
        <source>Key file</source>
        <translation>Archivo de clave</translation>
    </message>
    <message>
        <source>PKCS#11 module</source>
        <translation>Módulo PKCS#11</translation>
    </message>
    <message>
        <source>Keys (*.p12 *.pfx);;Every file (*)</source>
        <translation>Claves (*.p12 *.pfx);;Todos los archivos (*)</translation>
    </message>
    <message>
        <source>PKCS#11 modules (*.so *.dll *.dylib);;Every file (*)</source>
        <translation>Módulos PKCS#11 (*.so *.dll *.dylib);;Todos los archivos (*)</translation>
    </message>
    <message>
        <source>A key file</source>
        <translation>Un archivo de clave</translation>
    </message>
    <message>
        <source>PKCS#12, yours or your agency&apos;s</source>
        <translation>PKCS#12, suyo o de su organismo</translation>
    </message>
    <message>
        <source>Make a new key</source>
        <translation>Crear una clave</translation>
    </message>
    <message>
        <source>ECDSA P-256 with a certificate of its own, good for ten years</source>
        <translation>ECDSA P-256 con certificado propio, válido diez años</translation>
    </message>
    <message>
        <source>A card</source>
        <translation>Una tarjeta</translation>
    </message>
    <message>
        <source>through its PKCS#11 module</source>
        <translation>mediante su módulo PKCS#11</translation>
    </message>
    <message>
        <source>Go on without</source>
        <translation>Continuar sin clave</translation>
    </message>
    <message>
        <source>nothing is signed, and reports say so on every page</source>
        <translation>no se firma nada, y cada página de los informes lo dice</translation>
    </message>
    <message>
        <source>Your key</source>
        <translation>Su clave</translation>
    </message>
    <message>
        <source>asked for once a session</source>
        <translation>se pide una vez por sesión</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Continuar</translation>
    </message>
    <message>
        <source>Name as it is to be signed</source>
        <translation>Nombre con el que se firma</translation>
    </message>
    <message>
        <source>badge or certificate number</source>
        <translation>placa o certificado</translation>
    </message>
    <message>
        <source>The key lies in</source>
        <translation>La clave está en</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>Contraseña</translation>
    </message>
    <message>
        <source>The same passphrase again</source>
        <translation>La misma contraseña otra vez</translation>
    </message>
    <message>
        <source>The passphrase is kept in memory only, until this window closes or the key is put away. It is never written, and never stands on a command line.</source>
        <translation>La contraseña se guarda solo en la memoria, hasta que se cierra esta ventana o se guarda la clave. Nunca se escribe ni figura en una línea de órdenes.</translation>
    </message>
    <message>
        <source>PIN of the card</source>
        <translation>PIN de la tarjeta</translation>
    </message>
    <message>
        <source>The passphrase of a new key has {SHORTEST_PASSPHRASE} characters at least.</source>
        <translation>La contraseña de una clave nueva tiene al menos {SHORTEST_PASSPHRASE} caracteres.</translation>
    </message>
    <message>
        <source>The two passphrases are not the same; nothing was made.</source>
        <translation>Las dos contraseñas no son iguales; no se creó nada.</translation>
    </message>
    <message>
        <source>New key file</source>
        <translation>Archivo de clave nuevo</translation>
    </message>
    <message>
        <source>What is signed with it says whose certificate signed, whatever name stands in the case.</source>
        <translation>Lo que se firma con ella dice de quién es el certificado, sea cual sea el nombre que figure en el caso.</translation>
    </message>
    <message>
        <source>Whoever has the file and its passphrase can sign as you: keep a copy of the file apart from this computer, and give the fingerprint of its certificate to those who will check your reports.</source>
        <translation>Quien tenga el archivo y su contraseña puede firmar en su nombre: guarde una copia del archivo fuera de este equipo y dé el valor hash de su certificado a quienes verificarán sus informes.</translation>
    </message>
    <message>
        <source>The passphrase is the card&apos;s PIN. A card that refuses a PIN several times locks itself.</source>
        <translation>La contraseña es el PIN de la tarjeta. Una tarjeta que rechaza un PIN varias veces se bloquea.</translation>
    </message>
    <message>
        <source>Scans and hand-overs go on unsigned: their events are linked, but nobody&apos;s signature holds the chain. A key can be taken up later in the same session with Ctrl Shift K.</source>
        <translation>Las exploraciones y entregas siguen sin firma: sus eventos están encadenados, pero ninguna firma protege la cadena. Con Ctrl Mayús K se puede tomar una clave más tarde en la misma sesión.</translation>
    </message>
    <message>
        <source>Photographs (*.png *.jpg *.jpeg)</source>
        <translation>Fotografías (*.png *.jpg *.jpeg)</translation>
    </message>
    <message>
        <source>Switched off</source>
        <translation>Apagado</translation>
    </message>
    <message>
        <source>Switched on</source>
        <translation>Encendido</translation>
    </message>
    <message>
        <source>Used, label worn</source>
        <translation>Usado, etiqueta gastada</translation>
    </message>
    <message>
        <source>Damaged</source>
        <translation>Dañado</translation>
    </message>
    <message>
        <source>Sealed, as received</source>
        <translation>Precintado, tal como se recibió</translation>
    </message>
    <message>
        <source>Custody events</source>
        <translation>Eventos de custodia</translation>
    </message>
    <message>
        <source>Exhibit</source>
        <translation>Evidencia</translation>
    </message>
    <message>
        <source>All exhibits</source>
        <translation>Todas las evidencias</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>Orden</translation>
    </message>
    <message>
        <source>Newest first</source>
        <translation>Lo más reciente primero</translation>
    </message>
    <message>
        <source>Oldest first</source>
        <translation>Lo más antiguo primero</translation>
    </message>
    <message>
        <source>Only events that say…</source>
        <translation>Solo eventos que digan…</translation>
    </message>
    <message>
        <source>Only events that say</source>
        <translation>Solo eventos que digan</translation>
    </message>
    <message>
        <source>Chain</source>
        <translation>Cadena</translation>
    </message>
    <message>
        <source>A cut-off end shows only up to the last signed checkpoint.</source>
        <translation>Un final cortado solo se advierte hasta el último punto de control firmado.</translation>
    </message>
    <message>
        <source>What the seals prove</source>
        <translation>Qué demuestran las garantías</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Comprobar</translation>
    </message>
    <message>
        <source>They prove: {words}</source>
        <translation>Qué demuestran. {words}</translation>
    </message>
    <message>
        <source>They do not prove: {words}</source>
        <translation>Qué no demuestran. {words}</translation>
    </message>
    <message>
        <source>Less</source>
        <translation>Menos</translation>
    </message>
    <message>
        <source>closed {utc}</source>
        <translation>cerrado: {utc}</translation>
    </message>
    <message>
        <source>Head</source>
        <translation>Cabeza</translation>
    </message>
    <message>
        <source>Reopen the case</source>
        <translation>Reabrir el caso</translation>
    </message>
    <message>
        <source>{events}, not checked yet</source>
        <translation>{events}, sin comprobar</translation>
    </message>
    <message>
        <source>{events}, all linked</source>
        <translation>{events}, todo encadenado</translation>
    </message>
    <message>
        <source>Every event holds the digest of the one before it.</source>
        <translation>Cada evento contiene el valor hash del anterior.</translation>
    </message>
    <message>
        <source>The chain differs</source>
        <translation>La cadena difiere</translation>
    </message>
    <message>
        <source>No event fits.</source>
        <translation>Ningún evento corresponde.</translation>
    </message>
    <message>
        <source>Print transfer form</source>
        <translation>Imprimir formulario de entrega</translation>
    </message>
    <message>
        <source>Print empty form</source>
        <translation>Imprimir formulario en blanco</translation>
    </message>
    <message>
        <source>Item number</source>
        <translation>Número de objeto</translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation>Cantidad</translation>
    </message>
    <message>
        <source>Seal number in</source>
        <translation>Precinto a la llegada</translation>
    </message>
    <message>
        <source>Seal number out</source>
        <translation>Precinto a la salida</translation>
    </message>
    <message>
        <source>Make</source>
        <translation>Marca</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modelo</translation>
    </message>
    <message>
        <source>Serial number</source>
        <translation>Número de serie</translation>
    </message>
    <message>
        <source>Condition</source>
        <translation>Estado de conservación</translation>
    </message>
    <message>
        <source>What it is</source>
        <translation>En qué consiste</translation>
    </message>
    <message>
        <source>Seizure</source>
        <translation>Intervención</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Lugar</translation>
    </message>
    <message>
        <source>Date and time, local with zone</source>
        <translation>Fecha y hora, local con huso</translation>
    </message>
    <message>
        <source>From whom</source>
        <translation>A quién</translation>
    </message>
    <message>
        <source>Legal authority, where it is another than the case&apos;s</source>
        <translation>Autorización legal, si no es la del caso</translation>
    </message>
    <message>
        <source>Handling</source>
        <translation>Tratamiento</translation>
    </message>
    <message>
        <source>Write blocker</source>
        <translation>Bloqueador de escritura</translation>
    </message>
    <message>
        <source>Its model</source>
        <translation>Su modelo</translation>
    </message>
    <message>
        <source>Its serial number</source>
        <translation>Su número de serie</translation>
    </message>
    <message>
        <source>Clock of the examined machine</source>
        <translation>Reloj del equipo examinado</translation>
    </message>
    <message>
        <source>for example: 4 min behind UTC</source>
        <translation>por ejemplo: 4 min atrasado respecto a UTC</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notas</translation>
    </message>
    <message>
        <source>Caption of {value}</source>
        <translation>Pie de {value}</translation>
    </message>
    <message>
        <source>for example: front, label</source>
        <translation>por ejemplo: parte delantera, etiqueta</translation>
    </message>
    <message>
        <source>Leave out</source>
        <translation>Dejar fuera</translation>
    </message>
    <message>
        <source>Leave out: {value}</source>
        <translation>Dejar fuera: {value}</translation>
    </message>
    <message>
        <source>Add photograph…</source>
        <translation>Añadir fotografía…</translation>
    </message>
    <message>
        <source>or drop PNG and JPEG files on this form</source>
        <translation>o suelte archivos PNG y JPEG en este formulario</translation>
    </message>
    <message>
        <source>Photograph {value}</source>
        <translation>Fotografía {value}</translation>
    </message>
    <message>
        <source>SHA-256 {sha256}</source>
        <translation>SHA-256 {sha256}</translation>
    </message>
    <message>
        <source>Exhibit {label}</source>
        <translation>Evidencia {label}</translation>
    </message>
    <message>
        <source>Form of exhibit {label}</source>
        <translation>Formulario de la evidencia {label}</translation>
    </message>
    <message>
        <source>of the device; attached and hashed, never of its content</source>
        <translation>del dispositivo; se adjuntan con su valor hash, nunca de su contenido</translation>
    </message>
    <message>
        <source>Photographs</source>
        <translation>Fotografías</translation>
    </message>
    <message>
        <source>Photographs of the device</source>
        <translation>Fotografías del dispositivo</translation>
    </message>
    <message>
        <source>Examiner</source>
        <translation>Examen</translation>
    </message>
    <message>
        <source>Laboratory</source>
        <translation>Laboratorio</translation>
    </message>
    <message>
        <source>Sworn</source>
        <translation>Juramentado</translation>
    </message>
    <message>
        <source>Civilian</source>
        <translation>Civil</translation>
    </message>
    <message>
        <source>Someone else</source>
        <translation>Otra persona</translation>
    </message>
    <message>
        <source>Not supplied</source>
        <translation>No consta</translation>
    </message>
    <message>
        <source>badge number</source>
        <translation>número de placa</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Función</translation>
    </message>
    <message>
        <source>Standing</source>
        <translation>Condición</translation>
    </message>
    <message>
        <source>Persons</source>
        <translation>Personas</translation>
    </message>
    <message>
        <source>who takes part in this case</source>
        <translation>quién interviene en este caso</translation>
    </message>
    <message>
        <source>A new person</source>
        <translation>Una persona nueva</translation>
    </message>
    <message>
        <source>Persons of this case</source>
        <translation>Personas de este caso</translation>
    </message>
    <message>
        <source>A correction is a new event; what was recorded before stays in the chain. Roles stand beside every act of that person.</source>
        <translation>Una corrección es un evento nuevo; lo registrado antes permanece en la cadena. La función figura junto a cada acto de esa persona.</translation>
    </message>
    <message>
        <source>Correct {id}</source>
        <translation>Corregir {id}</translation>
    </message>
    <message>
        <source>is needed</source>
        <translation>es necesario</translation>
    </message>
    <message>
        <source>No serial number was read</source>
        <translation>No se leyó ningún número de serie</translation>
    </message>
    <message>
        <source>An image keeps one only where its acquisition noted it.</source>
        <translation>Una imagen solo lo lleva si su adquisición lo anotó.</translation>
    </message>
    <message>
        <source>Serial number not typed yet</source>
        <translation>Número de serie aún sin escribir</translation>
    </message>
    <message>
        <source>Type the number from the label; it is compared with the one read.</source>
        <translation>Escriba el número de la etiqueta; se compara con el leído.</translation>
    </message>
    <message>
        <source>Serial numbers agree</source>
        <translation>Los números de serie concuerdan</translation>
    </message>
    <message>
        <source>The number typed from the label equals the number that was read.</source>
        <translation>El número de la etiqueta es igual al que se leyó.</translation>
    </message>
    <message>
        <source>Serial numbers differ</source>
        <translation>Los números de serie difieren</translation>
    </message>
    <message>
        <source>Read: {serial}. Look at the label again; both are kept as they are.</source>
        <translation>Leído: {serial}. Mire otra vez la etiqueta; ambos se conservan como están.</translation>
    </message>
    <message>
        <source>none</source>
        <translation>ninguno</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Fuente</translation>
    </message>
    <message>
        <source>Kept as</source>
        <translation>Guardado como</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Tamaño</translation>
    </message>
    <message>
        <source>Sectors</source>
        <translation>Sectores</translation>
    </message>
    <message>
        <source>Serial read</source>
        <translation>N.º leído</translation>
    </message>
    <message>
        <source>Volumes</source>
        <translation>Volúmenes</translation>
    </message>
    <message>
        <source>Encryption seen</source>
        <translation>Cifrado hallado</translation>
    </message>
    <message>
        <source>Every byte was read {time}.</source>
        <translation>Se leyeron todos los bytes: {time}.</translation>
    </message>
    <message>
        <source>Verify reads every byte and compares with the digest on record.</source>
        <translation>Verificar lee todos los bytes y los compara con el valor hash que consta.</translation>
    </message>
    <message>
        <source>re-checked</source>
        <translation>comprobado</translation>
    </message>
    <message>
        <source>not re-checked</source>
        <translation>sin comprobar</translation>
    </message>
    <message>
        <source>not said</source>
        <translation>no consta</translation>
    </message>
    <message>
        <source>Triage on scene</source>
        <translation>Triaje en el lugar de los hechos</translation>
    </message>
    <message>
        <source>Transport to the store</source>
        <translation>Traslado al depósito</translation>
    </message>
    <message>
        <source>Examination in the laboratory</source>
        <translation>Examen en el laboratorio</translation>
    </message>
    <message>
        <source>Return to owner</source>
        <translation>Devolución al titular</translation>
    </message>
    <message>
        <source>seal out {seal}</source>
        <translation>salida {seal}</translation>
    </message>
    <message>
        <source>seal in {seal}</source>
        <translation>llegada {seal}</translation>
    </message>
    <message>
        <source>place not supplied</source>
        <translation>no consta el lugar</translation>
    </message>
    <message>
        <source>no seal numbers</source>
        <translation>no constan precintos</translation>
    </message>
    <message>
        <source>on record: {seal}</source>
        <translation>consta: {seal}</translation>
    </message>
    <message>
        <source>When and why</source>
        <translation>Cuándo y por qué</translation>
    </message>
    <message>
        <source>Purpose</source>
        <translation>Finalidad</translation>
    </message>
    <message>
        <source>Seals</source>
        <comment>on bags</comment>
        <translation>Precintos</translation>
    </message>
    <message>
        <source>Seals</source>
        <translation>Garantías</translation>
    </message>
    <message>
        <source>Comment</source>
        <translation>Comentario</translation>
    </message>
    <message>
        <source>Hand over {label}</source>
        <translation>Entregar {label}</translation>
    </message>
    <message>
        <source>released by one person, received by another</source>
        <translation>una persona entrega y otra recibe</translation>
    </message>
    <message>
        <source>Record the hand-over</source>
        <translation>Registrar la entrega</translation>
    </message>
    <message>
        <source>Released by</source>
        <translation>Entregado por</translation>
    </message>
    <message>
        <source>Received by</source>
        <translation>Recibido por</translation>
    </message>
    <message>
        <source>Hand-over of {label}</source>
        <translation>Entrega de {label}</translation>
    </message>
    <message>
        <source>The whole of it was read again and its digest compared, before it left</source>
        <translation>Antes de salir se leyó otra vez por completo y se comparó su valor hash</translation>
    </message>
    <message>
        <source>Hand-overs so far</source>
        <translation>Entregas hasta ahora</translation>
    </message>
    <message>
        <source>A hand-over is an event of the chain. With the examiner&apos;s key a checkpoint is signed behind it.</source>
        <translation>Una entrega es un evento de la cadena. Con la clave de quien examina se firma tras ella un punto de control.</translation>
    </message>
    <message>
        <source>The same person cannot release and receive it; choose another on one side.</source>
        <translation>La misma persona no puede entregar y recibir; elija a otra en uno de los lados.</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Idioma</translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>Papel</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>Evento</translation>
    </message>
    <message>
        <source>The event as written</source>
        <translation>El evento tal como se escribió</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Copiar</translation>
    </message>
    <message>
        <source>Copy the event as written</source>
        <translation>Copiar el evento tal como se escribió</translation>
    </message>
    <message>
        <source>Event {number}</source>
        <translation>Evento {number}</translation>
    </message>
    <message>
        <source>Events {first} to {last}</source>
        <translation>Eventos {first} a {last}</translation>
    </message>
    <message>
        <source>UTC</source>
        <translation>UTC</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>Objeto</translation>
    </message>
    <message>
        <source>By</source>
        <translation>Por</translation>
    </message>
    <message>
        <source>Before it</source>
        <translation>Anterior</translation>
    </message>
    <message>
        <source>Digest</source>
        <translation>Valor hash</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>Volumen</translation>
    </message>
    <message>
        <source>It opens with</source>
        <translation>Se abre con</translation>
    </message>
</context>
<context>
    <name>detail</name>
    <message>
        <source>Write bytes as pairs of hexadecimal digits, like ff d8 ff.</source>
        <translation>Escriba los bytes como pares de cifras hexadecimales, por ejemplo ff d8 ff.</translation>
    </message>
    <message>
        <source>Write what is searched for.</source>
        <translation>Escriba lo que se busca.</translation>
    </message>
    <message>
        <source>At most {number} bytes are searched for.</source>
        <translation>Se buscan como máximo {number} bytes.</translation>
    </message>
    <message>
        <source>Not found in this content.</source>
        <translation>No está en este contenido.</translation>
    </message>
    <message numerus="yes">
        <source>%n byte(s) could not be read or searched.</source>
        <translation>
            <numerusform>%n byte no se pudo leer ni buscar.</numerusform>
            <numerusform>%n bytes no se pudieron leer ni buscar.</numerusform>
        </translation>
    </message>
    <message>
        <source>Content</source>
        <translation>Contenido</translation>
    </message>
    <message>
        <source>Go to offset</source>
        <translation>Ir a una posición</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>Buscar</translation>
    </message>
    <message>
        <source>Content, {number} bytes</source>
        <translation>Contenido, {number} bytes</translation>
    </message>
    <message numerus="yes">
        <source>%n byte(s) selected</source>
        <translation>
            <numerusform>%n byte seleccionado</numerusform>
            <numerusform>%n bytes seleccionados</numerusform>
        </translation>
    </message>
    <message>
        <source>could not be read</source>
        <translation>no se pudo leer</translation>
    </message>
    <message>
        <source>byte {hex}, {number}</source>
        <translation>byte {hex}, {number}</translation>
    </message>
    <message>
        <source>place in the image not known</source>
        <translation>lugar en la imagen desconocido</translation>
    </message>
    <message>
        <source>a hole, not on the disk</source>
        <translation>un hueco, no está en el disco</translation>
    </message>
    <message>
        <source>volume {number}, {offset}</source>
        <translation>volumen {number}, {offset}</translation>
    </message>
    <message>
        <source>image {offset}</source>
        <translation>imagen {offset}</translation>
    </message>
    <message>
        <source>Write an offset from 0 to {last} ({hex}).</source>
        <translation>Escriba una posición de 0 a {last} ({hex}).</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>Buscando…</translation>
    </message>
    <message>
        <source>Found at {offset}. F3 for the next one.</source>
        <translation>Hallado en {offset}. F3: siguiente.</translation>
    </message>
    <message>
        <source>Searched {done} of {all}. Esc stops.</source>
        <translation>Buscado en {done} de {all}. Esc detiene.</translation>
    </message>
    <message>
        <source>At most {size} are copied at once; select fewer bytes.</source>
        <translation>Se copian como máximo {size} a la vez; seleccione menos bytes.</translation>
    </message>
    <message numerus="yes">
        <source>%n byte(s) selected could not be read; nothing was copied.</source>
        <translation>
            <numerusform>%n byte seleccionado no se pudo leer; no se copió nada.</numerusform>
            <numerusform>%n bytes seleccionados no se pudieron leer; no se copió nada.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n byte(s) copied.</source>
        <translation>
            <numerusform>%n byte copiado.</numerusform>
            <numerusform>%n bytes copiados.</numerusform>
        </translation>
    </message>
    <message>
        <source>Copy as hexadecimal</source>
        <translation>Copiar en hexadecimal</translation>
    </message>
    <message>
        <source>Copy as text</source>
        <translation>Copiar como texto</translation>
    </message>
    <message>
        <source>Copy the offset</source>
        <translation>Copiar la posición</translation>
    </message>
    <message>
        <source>What is shown of the chosen file</source>
        <translation>Qué se muestra del archivo elegido</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Registro</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>Horas</translation>
    </message>
    <message>
        <source>Names</source>
        <translation>Nombres</translation>
    </message>
    <message>
        <source>Extents</source>
        <translation>Tramos</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Historial</translation>
    </message>
    <message>
        <source>This entry has no content.</source>
        <translation>Esta entrada no tiene contenido.</translation>
    </message>
    <message>
        <source>Nothing chosen</source>
        <translation>Nada elegido</translation>
    </message>
    <message>
        <source>Choose a row to see what is recorded of it</source>
        <translation>Elija una fila para ver sus datos</translation>
    </message>
    <message>
        <source>Looking for other names…</source>
        <translation>Buscando otros nombres…</translation>
    </message>
    <message>
        <source>Mark</source>
        <translation>Marca</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Nota</translation>
    </message>
    <message>
        <source>Bookmark</source>
        <translation>Marcador</translation>
    </message>
    <message>
        <source>set</source>
        <translation>puesto</translation>
    </message>
    <message>
        <source>Modified</source>
        <translation>Modificación</translation>
    </message>
    <message>
        <source>Accessed</source>
        <translation>Acceso</translation>
    </message>
    <message>
        <source>Metadata changed</source>
        <translation>Cambio de metadatos</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Creación</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>Ruta</translation>
    </message>
    <message>
        <source>Stream</source>
        <translation>Flujo de datos</translation>
    </message>
    <message>
        <source>Link to</source>
        <translation>Enlace a</translation>
    </message>
    <message>
        <source>Metadata address</source>
        <translation>Dir. de metadatos</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Clase</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Tamaño</translation>
    </message>
    <message>
        <source>Allocation</source>
        <translation>Asignación</translation>
    </message>
    <message>
        <source>What is left</source>
        <translation>Lo que queda</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Carpeta</translation>
    </message>
    <message>
        <source>Flags</source>
        <translation>Atributos</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Resultado</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Motivo</translation>
    </message>
    <message>
        <source>Also in known sets</source>
        <translation>También en conjuntos de conocidos</translation>
    </message>
    <message>
        <source>Record of the chosen file</source>
        <translation>Registro del archivo elegido</translation>
    </message>
    <message>
        <source>Known record, not harmless</source>
        <translation>Registro conocido, no inofensivo</translation>
    </message>
    <message>
        <source>Matched record</source>
        <translation>Registro coincidente</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>Revisión</translation>
    </message>
    <message>
        <source>Recorded</source>
        <translation>Consta</translation>
    </message>
    <message>
        <source>Digests of this file</source>
        <translation>Valores hash de este archivo</translation>
    </message>
    <message>
        <source>Copy the {what}</source>
        <translation>Copiar: {what}</translation>
    </message>
    <message>
        <source>Set</source>
        <translation>Conjunto</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Versión</translation>
    </message>
    <message>
        <source>number {number}, counted from 0</source>
        <translation>número {number}, contados desde 0</translation>
    </message>
    <message>
        <source>(scheme: {scheme})</source>
        <translation>(esquema: {scheme})</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>Categoría</translation>
    </message>
    <message>
        <source>{algorithm}, whole content</source>
        <translation>{algorithm}, contenido entero</translation>
    </message>
    <message>
        <source>Equal by</source>
        <translation>Igual en</translation>
    </message>
    <message>
        <source>in use</source>
        <translation>en uso</translation>
    </message>
    <message>
        <source>deleted</source>
        <translation>borrado</translation>
    </message>
    <message>
        <source>{number} bytes</source>
        <translation>{number} bytes</translation>
    </message>
    <message>
        <source>Times of the chosen file</source>
        <translation>Horas del archivo elegido</translation>
    </message>
    <message>
        <source>not recorded</source>
        <translation>sin registrar</translation>
    </message>
    <message>
        <source>In the zone of this computer</source>
        <translation>En la zona horaria de este equipo</translation>
    </message>
    <message>
        <source>The file system keeps these times in UTC.</source>
        <translation>El sistema de archivos guarda estas horas en UTC.</translation>
    </message>
    <message>
        <source>These are times of the clock of the machine that wrote the file. Its zone is not on the disk.</source>
        <translation>Son horas del reloj del equipo que escribió el archivo. Su zona horaria no está en el disco.</translation>
    </message>
    <message>
        <source>FAT keeps the modified time in steps of 2 seconds, and of the accessed time only the day.</source>
        <translation>FAT guarda la hora de modificación en pasos de 2 segundos, y de la de acceso solo el día.</translation>
    </message>
    <message>
        <source>Names of the chosen file</source>
        <translation>Nombres del archivo elegido</translation>
    </message>
    <message numerus="yes">
        <source>%n name(s) of metadata address {address}</source>
        <translation>
            <numerusform>%n nombre de la dirección de metadatos {address}</numerusform>
            <numerusform>%n nombres de la dirección de metadatos {address}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>y %n más</numerusform>
            <numerusform>y %n más</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hard link(s) share this content.</source>
        <translation>
            <numerusform>%n enlace físico comparte este contenido.</numerusform>
            <numerusform>%n enlaces físicos comparten este contenido.</numerusform>
        </translation>
    </message>
    <message>
        <source>stream {name}</source>
        <translation>flujo {name}</translation>
    </message>
    <message>
        <source>this one</source>
        <translation>este</translation>
    </message>
    <message>
        <source>Extents of the chosen file</source>
        <translation>Tramos del archivo elegido</translation>
    </message>
    <message>
        <source>No plain runs are known: the content is resident, compressed, or no longer there.</source>
        <translation>No se conocen tramos simples: el contenido es residente, está comprimido o ya no está.</translation>
    </message>
    <message>
        <source>This entry has no content of its own on the disk.</source>
        <translation>Esta entrada no tiene contenido propio en el disco.</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s), in bytes of the image</source>
        <translation>
            <numerusform>%n tramo, en bytes de la imagen</numerusform>
            <numerusform>%n tramos, en bytes de la imagen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s), in bytes of volume {number}</source>
        <translation>
            <numerusform>%n tramo, en bytes del volumen {number}</numerusform>
            <numerusform>%n tramos, en bytes del volumen {number}</numerusform>
        </translation>
    </message>
    <message>
        <source>Copy the extents</source>
        <translation>Copiar los tramos</translation>
    </message>
    <message>
        <source>Runs: offset in the file, offset in the image, length</source>
        <translation>Tramos: posición en el archivo, posición en la imagen, longitud</translation>
    </message>
    <message>
        <source>The first {number} runs are shown; all of them are copied.</source>
        <translation>Se muestran los primeros {number} tramos; se copian todos.</translation>
    </message>
    <message>
        <source>A hole reads as zeros and is not on the disk.</source>
        <translation>Un hueco se lee como ceros y no está en el disco.</translation>
    </message>
    <message numerus="yes">
        <source>%n byte(s) lie behind the end of the content.</source>
        <translation>
            <numerusform>%n byte queda tras el final del contenido.</numerusform>
            <numerusform>%n bytes quedan tras el final del contenido.</numerusform>
        </translation>
    </message>
    <message>
        <source>hole</source>
        <translation>hueco</translation>
    </message>
    <message>
        <source>in the volume</source>
        <translation>en el volumen</translation>
    </message>
    <message>
        <source>in the file</source>
        <translation>en el archivo</translation>
    </message>
    <message>
        <source>in the image</source>
        <translation>en la imagen</translation>
    </message>
    <message>
        <source>length</source>
        <translation>longitud</translation>
    </message>
    <message>
        <source>History of the chosen file</source>
        <translation>Historial del archivo elegido</translation>
    </message>
    <message>
        <source>Nobody marked, noted or looked at this file yet.</source>
        <translation>Nadie ha marcado, anotado ni mirado aún este archivo.</translation>
    </message>
    <message>
        <source>{time}, {name}, event {number}</source>
        <translation>{time}, {name}, evento {number}</translation>
    </message>
    <message>
        <source>Content in hexadecimal</source>
        <translation>Contenido en hexadecimal</translation>
    </message>
    <message>
        <source>Offset, or what is searched for</source>
        <translation>Posición, o lo que se busca</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Texto</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>Bytes</translation>
    </message>
    <message>
        <source>What is searched for: text or bytes</source>
        <translation>Qué se busca: texto o bytes</translation>
    </message>
    <message>
        <source>Close this line</source>
        <translation>Cerrar esta línea</translation>
    </message>
    <message>
        <source>Offset, like 4096 or 0x1000</source>
        <translation>Posición, p. ej. 4096 o 0x1000</translation>
    </message>
    <message>
        <source>Bytes, like ff d8 ff</source>
        <translation>Bytes, p. ej. ff d8 ff</translation>
    </message>
    <message>
        <source>Text, in any case</source>
        <translation>Texto, en mayúsculas o minúsculas</translation>
    </message>
    <message>
        <source>recovered: all of where it lay is free now</source>
        <translation>recuperado: todo el lugar donde estaba sigue libre</translation>
    </message>
    <message>
        <source>partly overwritten: some of where it lay belongs to other files now, and the digest is of what lies there now</source>
        <translation>sobrescrito en parte: parte del lugar donde estaba pertenece ahora a otros archivos, y el valor hash es de lo que hay allí ahora</translation>
    </message>
    <message>
        <source>recovered: it lies in its metadata record, which no other file uses</source>
        <translation>recuperado: está en su registro de metadatos, que ningún otro archivo usa</translation>
    </message>
    <message>
        <source>no content left: where it lay is not recorded, or belongs to others now</source>
        <translation>sin contenido: no consta dónde estaba, o ese lugar pertenece ahora a otros</translation>
    </message>
    <message>
        <source>unproven: where it lay is a guess, or whether that is free is not recorded</source>
        <translation>no probado: el lugar donde estaba es una suposición, o no consta si está libre</translation>
    </message>
    <message>
        <source>a zero is stored</source>
        <translation>hay un cero guardado</translation>
    </message>
    <message>
        <source>before this file system or its computers existed</source>
        <translation>anterior a este sistema de archivos o a sus ordenadores</translation>
    </message>
    <message>
        <source>in 2040 or later</source>
        <translation>en 2040 o después</translation>
    </message>
    <message>
        <source>what is stored is no date</source>
        <translation>lo guardado no es una fecha</translation>
    </message>
    <message>
        <source>beyond what can be shown; stored as {number}</source>
        <translation>fuera de lo que se puede mostrar; guardado como {number}</translation>
    </message>
    <message>
        <source>stored with {offset}</source>
        <translation>guardado con {offset}</translation>
    </message>
    <message>
        <source>not known: the record of its folder serves another file now or is gone, so where it lay is not proven</source>
        <translation>desconocida: el registro de su carpeta sirve ahora a otro archivo o ya no está, así que no está probado dónde estaba</translation>
    </message>
</context>
<context>
    <name>files</name>
    <message>
        <source>Table of files</source>
        <translation>Tabla de archivos</translation>
    </message>
    <message>
        <source>Everything below</source>
        <translation>Incluir subcarpetas</translation>
    </message>
    <message>
        <source>Everything below the folder</source>
        <translation>Todo lo que hay bajo la carpeta</translation>
    </message>
    <message>
        <source>Save as a set…</source>
        <translation>Guardar como conjunto…</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>Carpetas</translation>
    </message>
    <message>
        <source>matched, files</source>
        <translation>coinciden, archivos</translation>
    </message>
    <message>
        <source>Every exhibit</source>
        <translation>Todo el caso</translation>
    </message>
    <message>
        <source>Preparing the tables for sorting and filtering…</source>
        <translation>Preparando las tablas para ordenar y filtrar…</translation>
    </message>
    <message>
        <source>Sorting {entries}…</source>
        <translation>Ordenando {entries}…</translation>
    </message>
    <message>
        <source>Listing {entries}…</source>
        <translation>Enumerando {entries}…</translation>
    </message>
    <message>
        <source>filter</source>
        <translation>filtro</translation>
    </message>
    <message>
        <source>choose</source>
        <translation>elegir</translation>
    </message>
    <message>
        <source>copy rows</source>
        <translation>copiar filas</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Columnas</translation>
    </message>
    <message>
        <source>Those there is room for</source>
        <translation>Las que quepan</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n archivo</numerusform>
            <numerusform>%n archivos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n matched</source>
        <translation>
            <numerusform>%n coincide</numerusform>
            <numerusform>%n coinciden</numerusform>
        </translation>
    </message>
    <message>
        <source>Exhibits, volumes and folders</source>
        <translation>Evidencias, volúmenes y carpetas</translation>
    </message>
    <message>
        <source>Volume {number}</source>
        <translation>Vol. {number}</translation>
    </message>
    <message>
        <source>locked</source>
        <translation>cifrado</translation>
    </message>
    <message>
        <source>could not be read</source>
        <translation>no se pudo leer</translation>
    </message>
    <message>
        <source>file system not supported</source>
        <translation>sistema de archivos no admitido</translation>
    </message>
    <message>
        <source>no file system</source>
        <translation>sin sistema de archivos</translation>
    </message>
    <message>
        <source>holds other volumes</source>
        <translation>contiene otros volúmenes</translation>
    </message>
    <message>
        <source>Without a folder</source>
        <translation>Sin carpeta</translation>
    </message>
    <message>
        <source>deleted</source>
        <translation>borrado</translation>
    </message>
    <message>
        <source>{number} of {entries}</source>
        <translation>{number} de {entries}</translation>
    </message>
    <message>
        <source>{entries} in {place}</source>
        <translation>{entries} en {place}</translation>
    </message>
    <message>
        <source>{entries}, filtered</source>
        <translation>{entries}, con filtro</translation>
    </message>
    <message>
        <source>Nothing lies in {place}.</source>
        <translation>No hay nada en {place}.</translation>
    </message>
    <message>
        <source>Nothing listed so far. The scan is running.</source>
        <translation>Nada enumerado por ahora. La exploración está en marcha.</translation>
    </message>
    <message>
        <source>No entries listed yet. Start a scan on the board.</source>
        <translation>Aún no se ha enumerado ninguna entrada. Inicie una exploración en el tablero.</translation>
    </message>
    <message numerus="yes">
        <source>No file fits these %n filter(s).</source>
        <translation>
            <numerusform>Ningún archivo cumple este filtro.</numerusform>
            <numerusform>Ningún archivo cumple estos %n filtros.</numerusform>
        </translation>
    </message>
    <message>
        <source>not scanned yet</source>
        <translation>aún sin explorar</translation>
    </message>
    <message>
        <source>Filter {filter}; press to remove it</source>
        <translation>Filtro {filter}; pulse para quitarlo</translation>
    </message>
    <message>
        <source>add a word, or size:&gt;1MB path:Users deleted:yes</source>
        <translation>añada una palabra, o size:&gt;1MB path:Users deleted:yes</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filtro</translation>
    </message>
    <message>
        <source>Words and fields such as size:&gt;1MB; Enter adds them, Backspace takes back</source>
        <translation>Palabras y campos como size:&gt;1MB; Intro los añade, Retroceso los quita</translation>
    </message>
    <message>
        <source>What can be written here</source>
        <translation>Qué se puede escribir aquí</translation>
    </message>
    <message>
        <source>“{field}” is no field: write one of {fields}, or put the words in quotes.</source>
        <translation>«{field}» no es un campo: escriba uno de {fields}, o ponga las palabras entre comillas.</translation>
    </message>
    <message>
        <source>{field}: needs a value: {about}.</source>
        <translation>{field}: necesita un valor: {about}.</translation>
    </message>
    <message>
        <source>{text}: write a number with B, kB, MB, GB, KiB, MiB or GiB, such as {field}:&gt;1MB or {field}:10kB..2MB.</source>
        <translation>{text}: escriba un número con B, kB, MB, GB, KiB, MiB o GiB, como {field}:&gt;1MB o {field}:10kB..2MB.</translation>
    </message>
    <message>
        <source>{text}: write a number, or two with .. between them.</source>
        <translation>{text}: escriba un número, o dos con .. entre ellos.</translation>
    </message>
    <message>
        <source>{text}: write a year, a month or a day, such as {field}:2019, {field}:&gt;2019-08 or {field}:2019-08-01..2019-08-14.</source>
        <translation>{text}: escriba un año, un mes o un día, como {field}:2019, {field}:&gt;2019-08 o {field}:2019-08-01..2019-08-14.</translation>
    </message>
    <message>
        <source>{text}: write one of {values}.</source>
        <translation>{text}: escriba uno de {values}.</translation>
    </message>
    <message>
        <source>{text}: write at least four digits of a digest (0 to 9, a to f).</source>
        <translation>{text}: escriba al menos cuatro cifras de un valor hash (0 a 9, a a f).</translation>
    </message>
    <message>
        <source>A quotation mark is not closed: {text}.</source>
        <translation>Falta cerrar unas comillas: {text}.</translation>
    </message>
    <message>
        <source>{text}: “{operator}” is for sizes, numbers and dates.</source>
        <translation>{text}: «{operator}» es para tamaños, números y fechas.</translation>
    </message>
    <message>
        <source>part of the path</source>
        <translation>parte de la ruta</translation>
    </message>
    <message>
        <source>part of the name, or the whole with * and ?</source>
        <translation>parte del nombre, o entero con * y ?</translation>
    </message>
    <message>
        <source>end of the name, such as jpg</source>
        <translation>final del nombre, como jpg</translation>
    </message>
    <message>
        <source>everything below a folder</source>
        <translation>todo lo que hay bajo una carpeta</translation>
    </message>
    <message>
        <source>what lies in a folder itself</source>
        <translation>lo que está en la propia carpeta</translation>
    </message>
    <message>
        <source>size, such as &gt;1MB or 10kB..2MB</source>
        <translation>tamaño, como &gt;1MB o 10kB..2MB</translation>
    </message>
    <message>
        <source>label of an exhibit</source>
        <translation>rótulo de una evidencia</translation>
    </message>
    <message>
        <source>number of a volume</source>
        <translation>número de un volumen</translation>
    </message>
    <message>
        <source>a set with a record that is equal</source>
        <translation>un conjunto con un registro igual</translation>
    </message>
    <message>
        <source>role of the set</source>
        <translation>clase del conjunto</translation>
    </message>
    <message>
        <source>category of an equal record</source>
        <translation>categoría de un registro igual</translation>
    </message>
    <message>
        <source>what came of it</source>
        <translation>resultado</translation>
    </message>
    <message>
        <source>deleted or in use</source>
        <translation>borrado o en uso</translation>
    </message>
    <message>
        <source>what is left of a deleted file</source>
        <translation>lo que queda de un archivo borrado</translation>
    </message>
    <message>
        <source>file, dir and others</source>
        <translation>file, dir y otras</translation>
    </message>
    <message>
        <source>hidden, sparse, efs and others</source>
        <translation>hidden, sparse, efs y otros</translation>
    </message>
    <message>
        <source>a stream of a file, or part of its name</source>
        <translation>un flujo de un archivo, o parte de su nombre</translation>
    </message>
    <message>
        <source>when it was modified (UTC)</source>
        <translation>cuándo se modificó (UTC)</translation>
    </message>
    <message>
        <source>when it was created (UTC)</source>
        <translation>cuándo se creó (UTC)</translation>
    </message>
    <message>
        <source>when it was accessed (UTC)</source>
        <translation>cuándo se accedió (UTC)</translation>
    </message>
    <message>
        <source>MD5, SHA-1 or SHA-256, or its beginning</source>
        <translation>MD5, SHA-1 o SHA-256, o su comienzo</translation>
    </message>
    <message>
        <source>category given in review</source>
        <translation>categoría dada en la revisión</translation>
    </message>
    <message>
        <source>part of a note</source>
        <translation>parte de una nota</translation>
    </message>
    <message>
        <source>bookmarked in review</source>
        <translation>con marcador en la revisión</translation>
    </message>
    <message>
        <source>same content on another exhibit</source>
        <translation>mismo contenido en otra evidencia</translation>
    </message>
    <message>
        <source>part of why it was not compared</source>
        <translation>parte de por qué no se comparó</translation>
    </message>
    <message>
        <source>bytes of the image it lies in</source>
        <translation>bytes de la imagen en que está</translation>
    </message>
    <message>
        <source>number of an entry</source>
        <translation>número de una entrada</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Archivo</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Carpeta</translation>
    </message>
    <message>
        <source>Link</source>
        <translation>Enlace</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Dispositivo</translation>
    </message>
    <message>
        <source>Pipe</source>
        <translation>Tubería</translation>
    </message>
    <message>
        <source>Socket</source>
        <translation>Socket</translation>
    </message>
    <message>
        <source>Made by the reader</source>
        <translation>Del lector</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Otra</translation>
    </message>
    <message>
        <source>bookmark</source>
        <translation>marcador</translation>
    </message>
    <message>
        <source>note</source>
        <translation>nota</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>Bytes</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Resultado</translation>
    </message>
    <message>
        <source>Why not compared</source>
        <translation>Por qué no se comparó</translation>
    </message>
    <message>
        <source>Modified</source>
        <translation>Modificación</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Exhibit</source>
        <translation>Evidencia</translation>
    </message>
    <message>
        <source>Also on</source>
        <translation>También en</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Clase</translation>
    </message>
    <message>
        <source>What is left</source>
        <translation>Lo que queda</translation>
    </message>
    <message>
        <source>Flags</source>
        <translation>Atributos</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>Ruta</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>Volumen</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Creación</translation>
    </message>
    <message>
        <source>Accessed</source>
        <translation>Acceso</translation>
    </message>
    <message>
        <source>Mark</source>
        <translation>Marca</translation>
    </message>
    <message>
        <source>Note, bookmark</source>
        <translation>Nota, marcador</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Número</translation>
    </message>
    <message>
        <source>recovered</source>
        <translation>recuperado</translation>
    </message>
    <message>
        <source>partly overwritten</source>
        <translation>sobrescrito en parte</translation>
    </message>
    <message>
        <source>no content left</source>
        <translation>sin contenido</translation>
    </message>
    <message>
        <source>unproven</source>
        <translation>no probado</translation>
    </message>
    <message>
        <source>hidden</source>
        <translation>oculto</translation>
    </message>
    <message>
        <source>system file</source>
        <translation>archivo de sistema</translation>
    </message>
    <message>
        <source>cannot be changed</source>
        <translation>no se puede modificar</translation>
    </message>
    <message>
        <source>can only be added to</source>
        <translation>solo admite añadidos</translation>
    </message>
    <message>
        <source>encrypted by Windows (EFS)</source>
        <translation>cifrado por Windows (EFS)</translation>
    </message>
    <message>
        <source>encrypted by its file system</source>
        <translation>cifrado por su sistema de archivos</translation>
    </message>
    <message>
        <source>compressed</source>
        <translation>comprimido</translation>
    </message>
    <message>
        <source>with holes</source>
        <translation>con huecos</translation>
    </message>
    <message>
        <source>content in its inode</source>
        <translation>contenido en su inodo</translation>
    </message>
    <message>
        <source>symbolic link</source>
        <translation>enlace simbólico</translation>
    </message>
    <message>
        <source>junction</source>
        <translation>punto de unión</translation>
    </message>
    <message>
        <source>cloud placeholder</source>
        <translation>marcador de la nube</translation>
    </message>
    <message>
        <source>deduplicated by Windows</source>
        <translation>deduplicado por Windows</translation>
    </message>
    <message>
        <source>packed by Windows</source>
        <translation>compactado por Windows</translation>
    </message>
    <message>
        <source>reparse point</source>
        <translation>punto de reanálisis</translation>
    </message>
    <message>
        <source>so named only in Joliet</source>
        <translation>con este nombre solo en Joliet</translation>
    </message>
    <message>
        <source>only in Rock Ridge, not shown by Windows</source>
        <translation>solo en Rock Ridge, Windows no lo muestra</translation>
    </message>
    <message>
        <source>so named only in UDF</source>
        <translation>con este nombre solo en UDF</translation>
    </message>
    <message>
        <source>only in an earlier session</source>
        <translation>solo en una sesión anterior</translation>
    </message>
</context>
<context>
    <name>findings</name>
    <message>
        <source>Key {key} stands for no category here; use {keys}, or 0 for no mark.</source>
        <translation>La tecla {key} no corresponde aquí a ninguna categoría; use {keys}, o 0 para quitar la marca.</translation>
    </message>
    <message>
        <source>There is nothing to undo.</source>
        <translation>No hay nada que deshacer.</translation>
    </message>
    <message numerus="yes">
        <source>Undone: the marks of %n file(s) are as before.</source>
        <translation>
            <numerusform>Deshecho: la marca de %n archivo está como antes.</numerusform>
            <numerusform>Deshecho: las marcas de %n archivos están como antes.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Undone: the notes on %n file(s) are as before.</source>
        <translation>
            <numerusform>Deshecho: la nota de %n archivo está como antes.</numerusform>
            <numerusform>Deshecho: las notas de %n archivos están como antes.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Undone: the bookmarks of %n file(s) are as before.</source>
        <translation>
            <numerusform>Deshecho: el marcador de %n archivo está como antes.</numerusform>
            <numerusform>Deshecho: los marcadores de %n archivos están como antes.</numerusform>
        </translation>
    </message>
    <message>
        <source>There is nothing to do again.</source>
        <translation>No hay nada que rehacer.</translation>
    </message>
    <message numerus="yes">
        <source>Done again: %n file(s) marked.</source>
        <translation>
            <numerusform>Rehecho: %n archivo marcado.</numerusform>
            <numerusform>Rehecho: %n archivos marcados.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Done again: the note on %n file(s).</source>
        <translation>
            <numerusform>Rehecho: la nota de %n archivo.</numerusform>
            <numerusform>Rehecho: la nota de %n archivos.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Done again: the bookmark of %n file(s).</source>
        <translation>
            <numerusform>Rehecho: el marcador de %n archivo.</numerusform>
            <numerusform>Rehecho: el marcador de %n archivos.</numerusform>
        </translation>
    </message>
    <message>
        <source>Groups</source>
        <translation>Grupos</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Tabla</translation>
    </message>
    <message>
        <source>Grid</source>
        <translation>Cuadrícula</translation>
    </message>
    <message>
        <source>Densest folders first</source>
        <translation>Carpetas más densas primero</translation>
    </message>
    <message>
        <source>files</source>
        <translation>archivos</translation>
    </message>
    <message>
        <source>Note on {name}</source>
        <translation>Nota sobre {name}</translation>
    </message>
    <message numerus="yes">
        <source>Note on %n file(s)</source>
        <translation>
            <numerusform>Nota sobre %n archivo</numerusform>
            <numerusform>Nota sobre %n archivos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Sorting %n file(s)…</source>
        <translation>
            <numerusform>Ordenando %n archivo…</numerusform>
            <numerusform>Ordenando %n archivos…</numerusform>
        </translation>
    </message>
    <message>
        <source>Reading the findings…</source>
        <translation>Leyendo los hallazgos…</translation>
    </message>
    <message>
        <source>{sum} in the group {group}</source>
        <translation>{sum} en el grupo {group}</translation>
    </message>
    <message>
        <source>cannot be shown</source>
        <translation>no se puede mostrar</translation>
    </message>
    <message>
        <source>category</source>
        <translation>categoría</translation>
    </message>
    <message>
        <source>no mark</source>
        <translation>sin marca</translation>
    </message>
    <message>
        <source>note</source>
        <translation>nota</translation>
    </message>
    <message>
        <source>bookmark</source>
        <translation>marcador</translation>
    </message>
    <message>
        <source>undo</source>
        <translation>deshacer</translation>
    </message>
    <message>
        <source>next, previous</source>
        <translation>siguiente, anterior</translation>
    </message>
    <message>
        <source>, known</source>
        <translation>, conocido</translation>
    </message>
    <message>
        <source>, cat. {category}</source>
        <translation>, cat. {category}</translation>
    </message>
    <message>
        <source>filtered out</source>
        <translation>fuera del filtro</translation>
    </message>
    <message>
        <source>locked</source>
        <translation>cifrado</translation>
    </message>
    <message>
        <source>not scanned yet</source>
        <translation>aún sin explorar</translation>
    </message>
    <message>
        <source>nothing found so far</source>
        <translation>nada encontrado por ahora</translation>
    </message>
    <message>
        <source>nothing found</source>
        <translation>nada encontrado</translation>
    </message>
    <message>
        <source>All findings</source>
        <translation>Todos los hallazgos</translation>
    </message>
    <message>
        <source>Groups of findings</source>
        <translation>Grupos de hallazgos</translation>
    </message>
    <message>
        <source>Grid of findings, facts instead of pictures</source>
        <translation>Cuadrícula de hallazgos, datos en vez de imágenes</translation>
    </message>
    <message>
        <source>No-look: facts instead of pictures</source>
        <translation>Sin mirar: datos en vez de imágenes</translation>
    </message>
    <message>
        <source>Tiles show what was recorded, never the content. No verdict needs a picture.</source>
        <translation>Las fichas muestran lo que consta, nunca el contenido. Ningún veredicto necesita una imagen.</translation>
    </message>
    <message numerus="yes">
        <source>%n equal file(s)</source>
        <translation>
            <numerusform>%n archivo igual</numerusform>
            <numerusform>%n archivos iguales</numerusform>
        </translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Nota</translation>
    </message>
    <message>
        <source>Keep note</source>
        <translation>Guardar nota</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>Dejar</translation>
    </message>
    <message>
        <source>Back to the record</source>
        <translation>Volver al registro</translation>
    </message>
    <message>
        <source>Hold to look</source>
        <translation>Mirar</translation>
    </message>
    <message>
        <source>Mark</source>
        <translation>Marca</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>Bytes</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>Categoría</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Carpeta</translation>
    </message>
    <message>
        <source>Also</source>
        <translation>También</translation>
    </message>
    <message>
        <source>Modified</source>
        <translation>Modificación</translation>
    </message>
    <message>
        <source>Exhibit</source>
        <translation>Evidencia</translation>
    </message>
    <message>
        <source>open</source>
        <translation>abierto</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>plegado</translation>
    </message>
    <message>
        <source>marked {category}</source>
        <translation>marcado {category}</translation>
    </message>
    <message>
        <source>bookmarked</source>
        <translation>con marcador</translation>
    </message>
    <message>
        <source>has a note</source>
        <translation>tiene una nota</translation>
    </message>
    <message>
        <source>Table of findings</source>
        <translation>Tabla de hallazgos</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Archivo</translation>
    </message>
    <message>
        <source>Category {category}</source>
        <translation>Categoría {category}</translation>
    </message>
    <message>
        <source>Listed</source>
        <translation>En la lista</translation>
    </message>
    <message>
        <source>also on {exhibits}</source>
        <translation>también en {exhibits}</translation>
    </message>
    <message>
        <source>deleted, {left}</source>
        <translation>borrado, {left}</translation>
    </message>
    <message>
        <source>deleted</source>
        <translation>borrado</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n archivo</numerusform>
            <numerusform>%n archivos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n record(s)</source>
        <translation>
            <numerusform>%n registro</numerusform>
            <numerusform>%n registros</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n exhibit(s)</source>
        <translation>
            <numerusform>%n evidencia</numerusform>
            <numerusform>%n evidencias</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing scanned yet. Start a scan on the board.</source>
        <translation>Aún no se ha explorado nada. Inicie una exploración en el tablero.</translation>
    </message>
    <message>
        <source>Nothing found in the sets loaded so far.</source>
        <translation>Nada encontrado por ahora en los conjuntos cargados.</translation>
    </message>
    <message>
        <source>Nothing found in the sets loaded.</source>
        <translation>Nada encontrado en los conjuntos cargados.</translation>
    </message>
    <message>
        <source>All {number} compared</source>
        <translation>Todas comparadas ({number})</translation>
    </message>
    <message>
        <source>{share} compared</source>
        <translation>{share} comparado</translation>
    </message>
    <message>
        <source>{exhibit} is locked</source>
        <translation>{exhibit} está cifrada</translation>
    </message>
    <message>
        <source>{exhibits} are locked</source>
        <translation>{exhibits} están cifradas</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) could not be read</source>
        <translation>
            <numerusform>%n archivo no se pudo leer</numerusform>
            <numerusform>%n archivos no se pudieron leer</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>No file fits th(is/ese) %n filter(s).</source>
        <translation>
            <numerusform>Ningún archivo cumple este filtro.</numerusform>
            <numerusform>Ningún archivo cumple estos %n filtros.</numerusform>
        </translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Registro</translation>
    </message>
</context>
<context>
    <name>help</name>
    <message>
        <source>Save to print</source>
        <translation>Guardar para imprimir</translation>
    </message>
    <message>
        <source>The keys lie in {file}, one page to print.</source>
        <translation>Las teclas están en {file}, una página para imprimir.</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Ayuda</translation>
    </message>
    <message>
        <source>Search in the help</source>
        <translation>Buscar en la ayuda</translation>
    </message>
    <message>
        <source>What there is help for</source>
        <translation>Temas de la ayuda</translation>
    </message>
    <message>
        <source>No text holds these words.</source>
        <translation>Ningún texto contiene estas palabras.</translation>
    </message>
    <message>
        <source>The text</source>
        <translation>El texto</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>En todas partes</translation>
    </message>
    <message>
        <source>On every page</source>
        <translation>En cada página</translation>
    </message>
    <message>
        <source>With a case open</source>
        <translation>Con un caso abierto</translation>
    </message>
    <message>
        <source>Board</source>
        <translation>Tablero</translation>
    </message>
    <message>
        <source>Scan</source>
        <translation>Exploración</translation>
    </message>
    <message>
        <source>Findings and files</source>
        <translation>Hallazgos y archivos</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>Hallazgos</translation>
    </message>
    <message>
        <source>Disk map</source>
        <translation>Mapa del disco</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Archivos</translation>
    </message>
    <message>
        <source>Custody</source>
        <translation>Custodia</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Informe</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Verificación</translation>
    </message>
    <message>
        <source>Sets</source>
        <translation>Conjuntos</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Ajustes</translation>
    </message>
    <message>
        <source>In a form</source>
        <translation>En un formulario</translation>
    </message>
    <message>
        <source>The keys of Fieldcase</source>
        <translation>Las teclas de Fieldcase</translation>
    </message>
    <message>
        <source>Every key</source>
        <translation>Todas las teclas</translation>
    </message>
    <message>
        <source>Save the keys as a page to print</source>
        <translation>Guardar las teclas como página para imprimir</translation>
    </message>
</context>
<context>
    <name>look</name>
    <message>
        <source>This file is a known match. Choose a reason first.</source>
        <translation>Este archivo es una coincidencia conocida. Elija antes un motivo.</translation>
    </message>
    <message>
        <source>A supervisor allows no looks at content in this case.</source>
        <translation>Un supervisor no permite mirar contenidos en este caso.</translation>
    </message>
    <message>
        <source>Plain needs a reason. Let go, choose one, and look again.</source>
        <translation>Verlo tal cual exige un motivo. Suelte la tecla, elija uno y mire otra vez.</translation>
    </message>
    <message>
        <source>This file cannot be shown. {why}</source>
        <translation>Este archivo no se puede mostrar. {why}</translation>
    </message>
    <message>
        <source>The viewer ended while the key was held.</source>
        <translation>El visor terminó mientras se mantenía pulsada la tecla.</translation>
    </message>
    <message>
        <source>Hidden: the laptop slept, or its clock was set.</source>
        <translation>Oculto: el equipo portátil se suspendió o se cambió su reloj.</translation>
    </message>
    <message>
        <source>Hidden after the longest time for one look. Press again to go on.</source>
        <translation>Oculto al cumplirse el tiempo máximo de una mirada. Pulse otra vez para continuar.</translation>
    </message>
    <message>
        <source>Line drawing</source>
        <translation>Dibujo de líneas</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>En gris</translation>
    </message>
    <message>
        <source>Blurred</source>
        <translation>Desenfocado</translation>
    </message>
    <message>
        <source>Plain, needs a reason</source>
        <translation>Tal cual, exige un motivo</translation>
    </message>
    <message>
        <source>Outlines only: no faces, no skin, no colours.</source>
        <translation>Solo contornos: sin rostros, sin piel, sin colores.</translation>
    </message>
    <message>
        <source>Without colour; details can be seen.</source>
        <translation>Sin color; se ven los detalles.</translation>
    </message>
    <message>
        <source>With colour; details are gone.</source>
        <translation>Con color; sin detalles.</translation>
    </message>
    <message>
        <source>As it is in the file.</source>
        <translation>Como está en el archivo.</translation>
    </message>
    <message>
        <source>Confirm identity of series</source>
        <translation>Confirmar la identidad de una serie</translation>
    </message>
    <message>
        <source>Decide the category</source>
        <translation>Decidir la categoría</translation>
    </message>
    <message>
        <source>Check a doubtful match</source>
        <translation>Comprobar una coincidencia dudosa</translation>
    </message>
    <message>
        <source>Find a place, person or date to act on now</source>
        <translation>Hallar un lugar, persona o fecha para actuar ya</translation>
    </message>
    <message>
        <source>Asked for by the prosecutor</source>
        <translation>A petición de la fiscalía</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Espacio</translation>
    </message>
    <message>
        <source>then →</source>
        <translation>luego →</translation>
    </message>
    <message>
        <source>Look at content</source>
        <translation>Mirar el contenido</translation>
    </message>
    <message>
        <source>optional</source>
        <translation>opcional</translation>
    </message>
    <message>
        <source>Reason, needed for a known match</source>
        <translation>Motivo, exigido en coincidencias conocidas</translation>
    </message>
    <message>
        <source>Reason for the look</source>
        <translation>Motivo de la mirada</translation>
    </message>
    <message>
        <source>Choose or write a reason</source>
        <translation>Elija o escriba un motivo</translation>
    </message>
    <message>
        <source>Looked at today</source>
        <translation>Mirado hoy</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>Límite</translation>
    </message>
    <message>
        <source>Next break</source>
        <translation>Próxima pausa</translation>
    </message>
    <message>
        <source>Hold to look</source>
        <translation>Mantener para mirar</translation>
    </message>
    <message>
        <source>↑ larger</source>
        <translation>↑ más grande</translation>
    </message>
    <message>
        <source>Choose a file. Its content stays hidden until a key is held.</source>
        <translation>Elija un archivo. Su contenido queda oculto mientras no se mantenga pulsada una tecla.</translation>
    </message>
    <message>
        <source>There is no content behind this entry.</source>
        <translation>No hay contenido detrás de esta entrada.</translation>
    </message>
    <message>
        <source>Sample, not this file. The file&apos;s own drawing shows while the key is held, 128 px wide. Each look is an event in the chain.</source>
        <translation>Muestra, no este archivo. El dibujo del archivo aparece mientras se mantiene pulsada la tecla, con 128 px de ancho. Cada mirada es un evento de la cadena.</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n archivo</numerusform>
            <numerusform>%n archivos</numerusform>
        </translation>
    </message>
    <message>
        <source>{files}, {seconds} s</source>
        <translation>{files}, {seconds} s</translation>
    </message>
    <message>
        <source>Limit set by {name}</source>
        <translation>Límite fijado por {name}</translation>
    </message>
    <message>
        <source>in {minutes} min</source>
        <translation>en {minutes} min</translation>
    </message>
    <message>
        <source>now</source>
        <translation>ahora</translation>
    </message>
    <message>
        <source>Time for a break from looking. The verdict needs no picture.</source>
        <translation>Es hora de hacer una pausa. El veredicto no necesita ninguna imagen.</translation>
    </message>
    <message>
        <source>{kind} picture.</source>
        <translation>Imagen {kind}.</translation>
    </message>
    <message numerus="yes">
        <source>{kind} video, %n still frame(s).</source>
        <translation>
            <numerusform>Vídeo {kind}, %n fotograma.</numerusform>
            <numerusform>Vídeo {kind}, %n fotogramas.</numerusform>
        </translation>
    </message>
    <message>
        <source>The file is cut off; this is what there is of it.</source>
        <translation>El archivo está cortado; esto es lo que hay de él.</translation>
    </message>
    <message>
        <source>A drawn landscape, not this file</source>
        <translation>Un paisaje dibujado, no este archivo</translation>
    </message>
    <message>
        <source>The viewer could not be started: {reason}.</source>
        <translation>No se pudo iniciar el visor: {reason}.</translation>
    </message>
    <message>
        <source>The viewer ended without a word. Ask again; it is started anew.</source>
        <translation>El visor terminó sin decir por qué. Pida de nuevo; se inicia otra vez.</translation>
    </message>
</context>
<context>
    <name>map</name>
    <message>
        <source>No exhibits yet. There is nothing to draw.</source>
        <translation>Aún no hay evidencias. No hay nada que dibujar.</translation>
    </message>
    <message>
        <source>Getting ready to draw…</source>
        <translation>Preparando el dibujo…</translation>
    </message>
    <message>
        <source>Disk map</source>
        <translation>Mapa del disco</translation>
    </message>
    <message>
        <source>File times</source>
        <translation>Fechas de archivos</translation>
    </message>
    <message>
        <source>Reading the places of {number} entries…</source>
        <translation>Leyendo la ubicación de {number} entradas…</translation>
    </message>
    <message>
        <source>No file of this exhibit matched.</source>
        <translation>Ningún archivo de esta evidencia coincide.</translation>
    </message>
    <message>
        <source>Every byte of the image</source>
        <translation>Cada byte de la imagen</translation>
    </message>
    <message>
        <source>Sum</source>
        <translation>Suma</translation>
    </message>
    <message numerus="yes">
        <source>%n byte(s)</source>
        <translation>
            <numerusform>%n byte</numerusform>
            <numerusform>%n bytes</numerusform>
        </translation>
    </message>
    <message>
        <source>The disk as a table</source>
        <translation>El disco como tabla</translation>
    </message>
    <message>
        <source>Exhibit shown on the map</source>
        <translation>Evidencia que muestra el mapa</translation>
    </message>
    <message>
        <source>zoom</source>
        <translation>ampliar</translation>
    </message>
    <message>
        <source>move</source>
        <translation>mover</translation>
    </message>
    <message>
        <source>next hit</source>
        <translation>coincidencia siguiente</translation>
    </message>
    <message>
        <source>files here</source>
        <translation>archivos de aquí</translation>
    </message>
    <message>
        <source>Chosen</source>
        <translation>Elegido</translation>
    </message>
    <message numerus="yes">
        <source>%n byte(s), start of disk at the left, to scale</source>
        <translation>
            <numerusform>%n byte, a escala desde la izquierda</numerusform>
            <numerusform>%n bytes, a escala desde la izquierda</numerusform>
        </translation>
    </message>
    <message>
        <source>Not scanned yet: only the volumes are known.</source>
        <translation>Sin explorar: solo se conocen los volúmenes.</translation>
    </message>
    <message>
        <source>As far as the scan has come.</source>
        <translation>Hasta donde llegó la exploración.</translation>
    </message>
    <message>
        <source>Disk map of {exhibit}</source>
        <translation>Mapa del disco de {exhibit}</translation>
    </message>
    <message>
        <source>Click on the disk, or press H for the first hit.</source>
        <translation>Haga clic en el disco, o pulse H para la primera coincidencia.</translation>
    </message>
    <message>
        <source>no hit here</source>
        <translation>aquí no hay coincidencias</translation>
    </message>
    <message>
        <source>Stretch of the disk</source>
        <translation>Tramo del disco</translation>
    </message>
    <message>
        <source>Hits</source>
        <translation>Coincidencias</translation>
    </message>
    <message>
        <source>What its bytes belong to</source>
        <translation>A qué pertenecen sus bytes</translation>
    </message>
    <message numerus="yes">
        <source>%n volume(s)</source>
        <translation>
            <numerusform>%n volumen</numerusform>
            <numerusform>%n volúmenes</numerusform>
        </translation>
    </message>
    <message>
        <source>Folders by their size</source>
        <translation>Carpetas por su tamaño</translation>
    </message>
    <message>
        <source>Folders as a table</source>
        <translation>Carpetas como tabla</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n archivo</numerusform>
            <numerusform>%n archivos</numerusform>
        </translation>
    </message>
    <message>
        <source>All volumes</source>
        <translation>Todos los volúmenes</translation>
    </message>
    <message>
        <source>Volume {number}: {path}</source>
        <translation>Volumen {number}: {path}</translation>
    </message>
    <message>
        <source>No file is listed here.</source>
        <translation>Aquí no figura ningún archivo.</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Carpeta</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Archivos</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>Bytes</translation>
    </message>
    <message>
        <source>Matched</source>
        <translation>Coincide</translation>
    </message>
    <message>
        <source>Most of them</source>
        <translation>La mayoría</translation>
    </message>
    <message>
        <source>As a drawing</source>
        <translation>Como dibujo</translation>
    </message>
    <message>
        <source>As a table</source>
        <translation>Como tabla</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>Carpetas</translation>
    </message>
    <message>
        <source>filled by what became of most</source>
        <translation>por resultado</translation>
    </message>
    <message>
        <source>files by month</source>
        <translation>por mes</translation>
    </message>
    <message>
        <source>File times as a table</source>
        <translation>Fechas de archivos como tabla</translation>
    </message>
    <message>
        <source>Most in one month</source>
        <translation>Más en un mes</translation>
    </message>
    <message>
        <source>No file matched.</source>
        <translation>Ningún archivo coincide.</translation>
    </message>
    <message>
        <source>Month or day</source>
        <translation>Mes o día</translation>
    </message>
    <message>
        <source>Modified</source>
        <translation>Modificación</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Creación</translation>
    </message>
    <message>
        <source>Accessed</source>
        <translation>Acceso</translation>
    </message>
    <message>
        <source>By bytes</source>
        <translation>Por bytes</translation>
    </message>
    <message>
        <source>By files</source>
        <translation>Por archivos</translation>
    </message>
    <message>
        <source>The sum equals the size of the image.</source>
        <translation>La suma es igual al tamaño de la imagen.</translation>
    </message>
    <message>
        <source>The sum is {sum} bytes, the image has {size}: a fault of this program.</source>
        <translation>La suma es de {sum} bytes y la imagen tiene {size}: es un error de este programa.</translation>
    </message>
    <message>
        <source>{size} belong to several files and are counted once.</source>
        <translation>{size} pertenecen a varios archivos y se cuentan una vez.</translation>
    </message>
    <message>
        <source>Close hits share a mark; thin slices of hits and faults are drawn wider.</source>
        <translation>Las coincidencias cercanas comparten una señal; las franjas finas de coincidencias e incidencias se dibujan más anchas.</translation>
    </message>
    <message numerus="yes">
        <source>%n area(s) could not be read</source>
        <translation>
            <numerusform>%n zona no se pudo leer</numerusform>
            <numerusform>%n zonas no se pudieron leer</numerusform>
        </translation>
    </message>
    <message>
        <source>{areas}; the largest, {size}, begins at {place}.</source>
        <translation>{areas}; la mayor, {size}, comienza en {place}.</translation>
    </message>
    <message>
        <source>{size} are free by the file systems&apos; own maps.</source>
        <translation>{size} están libres según los mapas de los propios sistemas de archivos.</translation>
    </message>
    <message>
        <source>{files} ({size}) have no stretch of their own: their content is compressed, or lies in the file system&apos;s records.</source>
        <translation>{files} ({size}) sin tramo propio: su contenido está comprimido o se halla en los registros del sistema de archivos.</translation>
    </message>
    <message numerus="yes">
        <source>%n matched file(s) cannot be shown on the disk.</source>
        <translation>
            <numerusform>%n archivo coincidente no se puede mostrar en el disco.</numerusform>
            <numerusform>%n archivos coincidentes no se pueden mostrar en el disco.</numerusform>
        </translation>
    </message>
    <message>
        <source>{first} to {last} {unit}</source>
        <translation>{first} a {last} {unit}</translation>
    </message>
    <message>
        <source>bytes {first} to {last}</source>
        <translation>bytes {first} a {last}</translation>
    </message>
    <message>
        <source>Volume {number}, {stretch}</source>
        <translation>Volumen {number}, {stretch}</translation>
    </message>
    <message>
        <source>Outside volumes, {stretch}</source>
        <translation>Fuera de los volúmenes, {stretch}</translation>
    </message>
    <message>
        <source>Volumes {numbers}, {stretch}</source>
        <translation>Volúmenes {numbers}, {stretch}</translation>
    </message>
    <message>
        <source>no file lies here</source>
        <translation>aquí no hay ningún archivo</translation>
    </message>
    <message>
        <source>{files}, all in {folder}</source>
        <translation>{files}, todo en {folder}</translation>
    </message>
    <message>
        <source>{files}, mostly {folder}</source>
        <translation>{files}, la mayoría en {folder}</translation>
    </message>
    <message>
        <source>{files}, each in a folder of its own</source>
        <translation>{files}, cada uno en su propia carpeta</translation>
    </message>
    <message>
        <source>{files}, {number} of them in {folder}</source>
        <translation>{files}, de ellos {number} en {folder}</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) matched</source>
        <translation>
            <numerusform>%n archivo coincide</numerusform>
            <numerusform>%n archivos coinciden</numerusform>
        </translation>
    </message>
    <message>
        <source>Circles: files matched in that month.</source>
        <translation>Círculos: archivos coincidentes de ese mes.</translation>
    </message>
    <message>
        <source>Circles: files matched on that day.</source>
        <translation>Círculos: archivos coincidentes de ese día.</translation>
    </message>
    <message numerus="yes">
        <source>%n file( has/s have) no time kept here.</source>
        <translation>
            <numerusform>%n archivo no tiene aquí ninguna fecha.</numerusform>
            <numerusform>%n archivos no tienen aquí ninguna fecha.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file( has/s have) a year that cannot be.</source>
        <translation>
            <numerusform>%n archivo tiene un año imposible.</numerusform>
            <numerusform>%n archivos tienen un año imposible.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file( lies/s lie) outside of what is seen.</source>
        <translation>
            <numerusform>%n archivo queda fuera de lo que se ve.</numerusform>
            <numerusform>%n archivos quedan fuera de lo que se ve.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file( has/s have) local time, without a zone on the disk.</source>
        <translation>
            <numerusform>%n archivo tiene hora local, sin huso en el disco.</numerusform>
            <numerusform>%n archivos tienen hora local, sin huso en el disco.</numerusform>
        </translation>
    </message>
    <message>
        <source>Shown in UTC.</source>
        <translation>Se muestra en UTC.</translation>
    </message>
    <message>
        <source>The time of the seizure is not on record.</source>
        <translation>No consta la hora de la intervención.</translation>
    </message>
    <message>
        <source>No file lies after the seizure.</source>
        <translation>Ningún archivo es posterior a la intervención.</translation>
    </message>
    <message numerus="yes">
        <source>%n file( lies/s lie) after the seizure.</source>
        <translation>
            <numerusform>%n archivo es posterior a la intervención.</numerusform>
            <numerusform>%n archivos son posteriores a la intervención.</numerusform>
        </translation>
    </message>
    <message>
        <source>all in {folder}</source>
        <translation>todo en {folder}</translation>
    </message>
    <message>
        <source>smaller folders</source>
        <translation>carpetas menores</translation>
    </message>
    <message>
        <source>files in the folder itself</source>
        <translation>archivos de la propia carpeta</translation>
    </message>
    <message>
        <source>No file lies here</source>
        <translation>Aquí no hay archivos</translation>
    </message>
    <message>
        <source>Not looked into</source>
        <translation>Sin examinar</translation>
    </message>
    <message>
        <source>Of the volumes inside</source>
        <translation>De los volúmenes interiores</translation>
    </message>
    <message>
        <source>Outside volumes</source>
        <translation>Fuera de los volúmenes</translation>
    </message>
    <message>
        <source>Gap</source>
        <translation>Hueco</translation>
    </message>
    <message>
        <source>January</source>
        <translation>enero</translation>
    </message>
    <message>
        <source>February</source>
        <translation>febrero</translation>
    </message>
    <message>
        <source>March</source>
        <translation>marzo</translation>
    </message>
    <message>
        <source>April</source>
        <translation>abril</translation>
    </message>
    <message>
        <source>May</source>
        <translation>mayo</translation>
    </message>
    <message>
        <source>June</source>
        <translation>junio</translation>
    </message>
    <message>
        <source>July</source>
        <translation>julio</translation>
    </message>
    <message>
        <source>August</source>
        <translation>agosto</translation>
    </message>
    <message>
        <source>September</source>
        <translation>septiembre</translation>
    </message>
    <message>
        <source>October</source>
        <translation>octubre</translation>
    </message>
    <message>
        <source>November</source>
        <translation>noviembre</translation>
    </message>
    <message>
        <source>December</source>
        <translation>diciembre</translation>
    </message>
    <message>
        <source>{day} {month} {year}</source>
        <translation>{day} de {month} de {year}</translation>
    </message>
    <message>
        <source>{month} {year}</source>
        <translation>{month} de {year}</translation>
    </message>
</context>
<context>
    <name>palette</name>
    <message>
        <source>Find a command</source>
        <translation>Buscar una orden</translation>
    </message>
    <message>
        <source>A command, a page, an exhibit, a case, a setting, part of a file&apos;s name</source>
        <translation>Una orden, una página, una evidencia, un caso, un ajuste, parte del nombre de un archivo</translation>
    </message>
    <message>
        <source>What are you looking for</source>
        <translation>Qué busca</translation>
    </message>
    <message>
        <source>What fits</source>
        <translation>Lo que corresponde</translation>
    </message>
    <message>
        <source>Nothing is called that.</source>
        <translation>Nada se llama así.</translation>
    </message>
    <message>
        <source>choose</source>
        <translation>elegir</translation>
    </message>
    <message>
        <source>go</source>
        <translation>ir</translation>
    </message>
    <message>
        <source>leave</source>
        <translation>salir</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>Página</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Orden</translation>
    </message>
    <message>
        <source>Exhibit</source>
        <translation>Evidencia</translation>
    </message>
    <message>
        <source>Recent case</source>
        <translation>Caso reciente</translation>
    </message>
    <message>
        <source>its folder is not there</source>
        <translation>su carpeta no está</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>Ajuste</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Archivos</translation>
    </message>
    <message>
        <source>Find files called “{words}”</source>
        <translation>Buscar archivos llamados «{words}»</translation>
    </message>
</context>
<context>
    <name>plan</name>
    <message>
        <source>What this plan does, to scale</source>
        <translation>Qué hace este plan, a escala</translation>
    </message>
    <message>
        <source>Estimate and time box</source>
        <translation>Estimación y límite de tiempo</translation>
    </message>
    <message>
        <source>time box {minutes}</source>
        <translation>límite {minutes}</translation>
    </message>
    <message>
        <source>{number} min</source>
        <translation>{number} min</translation>
    </message>
    <message>
        <source>Quick</source>
        <translation>Rápido</translation>
    </message>
    <message>
        <source>Standard</source>
        <translation>Estándar</translation>
    </message>
    <message>
        <source>Thorough</source>
        <translation>Exhaustivo</translation>
    </message>
    <message>
        <source>Only what a notable record can match by its size, deleted files included; users&apos; media first</source>
        <translation>Solo lo que por su tamaño puede coincidir con un registro de interés, también lo borrado; primero los medios de los usuarios</translation>
    </message>
    <message>
        <source>Every content, allocated and deleted; users&apos; media first</source>
        <translation>Todo el contenido, en uso y borrado; primero los medios de los usuarios</translation>
    </message>
    <message>
        <source>As Standard, and what differs in shadow copies; no archives and unallocated space yet</source>
        <translation>Como Estándar, más lo que en las instantáneas difiere de su volumen; aún no se examinan los archivos comprimidos ni el espacio libre</translation>
    </message>
    <message>
        <source>Size gate on. Digests the sets need</source>
        <translation>Con descarte por tamaño. Valores hash que piden los conjuntos</translation>
    </message>
    <message>
        <source>Size gate off. Digests you choose</source>
        <translation>Sin descarte por tamaño. Valores hash a elegir</translation>
    </message>
    <message>
        <source>archives</source>
        <translation>archivos comprimidos</translation>
    </message>
    <message>
        <source>unallocated space</source>
        <translation>espacio libre</translation>
    </message>
    <message>
        <source>what has the size of a notable record</source>
        <translation>lo que tiene el tamaño de un registro de interés</translation>
    </message>
    <message>
        <source>users&apos; pictures, video and archives</source>
        <translation>imágenes, vídeos y comprimidos de los usuarios</translation>
    </message>
    <message>
        <source>other files of users</source>
        <translation>otros archivos de los usuarios</translation>
    </message>
    <message>
        <source>pictures, video and archives elsewhere</source>
        <translation>imágenes, vídeos y comprimidos de otros lugares</translation>
    </message>
    <message>
        <source>deleted</source>
        <translation>borrados</translation>
    </message>
    <message>
        <source>rest</source>
        <translation>resto</translation>
    </message>
    <message>
        <source>{algorithms}; a hit gets all three</source>
        <translation>{algorithms}; de una coincidencia, los tres</translation>
    </message>
    <message>
        <source>must be loaded</source>
        <translation>debe estar cargado</translation>
    </message>
    <message>
        <source>not chosen</source>
        <translation>sin elegir</translation>
    </message>
    <message>
        <source>locked: needs its passphrase</source>
        <translation>protegido: pide su contraseña</translation>
    </message>
    <message>
        <source>known, not harmless</source>
        <translation>conocido, no inofensivo</translation>
    </message>
    <message>
        <source>No exhibit is chosen.</source>
        <translation>No se ha elegido ninguna evidencia.</translation>
    </message>
    <message>
        <source>No set is chosen: there is nothing to compare with. Import a set first.</source>
        <translation>No se ha elegido ningún conjunto: no hay con qué comparar. Importe antes un conjunto.</translation>
    </message>
    <message>
        <source>No digest is chosen: nothing can be compared.</source>
        <translation>No se ha elegido ningún valor hash: no se puede comparar nada.</translation>
    </message>
    <message>
        <source>Your settings say that {names} must be loaded.</source>
        <translation>Según sus ajustes, debe estar cargado: {names}.</translation>
    </message>
    <message>
        <source>With {algorithms} alone, records of {names} cannot match.</source>
        <translation>Solo con {algorithms} no pueden coincidir registros de {names}.</translation>
    </message>
    <message>
        <source>No notable set is chosen: this scan can tell known files, but gives no hits.</source>
        <translation>No se ha elegido ningún conjunto de interés: esta exploración distingue archivos conocidos, pero no da coincidencias.</translation>
    </message>
    <message>
        <source>This version does not look into {parts} yet.</source>
        <translation>Esta versión aún no examina {parts}.</translation>
    </message>
    <message numerus="yes">
        <source>%n locked volume(s): nothing is compared inside.</source>
        <translation>
            <numerusform>%n volumen cifrado: dentro no se compara nada.</numerusform>
            <numerusform>%n volúmenes cifrados: dentro no se compara nada.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n volume(s) cannot be looked into.</source>
        <translation>
            <numerusform>%n volumen no se puede examinar.</numerusform>
            <numerusform>%n volúmenes no se pueden examinar.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n shadow cop(y/ies): what differs there is read too, and is not in these numbers.</source>
        <translation>
            <numerusform>%n instantánea de volumen: lo que difiere en ella también se lee, y no está en estas cifras.</numerusform>
            <numerusform>%n instantáneas de volumen: lo que difiere en ellas también se lee, y no está en estas cifras.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n shadow cop(y/ies): not in this plan. Thorough reads what differs there.</source>
        <translation>
            <numerusform>%n instantánea de volumen: fuera de este plan. Exhaustivo lee lo que difiere en ella.</numerusform>
            <numerusform>%n instantáneas de volumen: fuera de este plan. Exhaustivo lee lo que difiere en ellas.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n exhibit(s) already scanned; scanned again.</source>
        <translation>
            <numerusform>%n evidencia ya explorada; se explora de nuevo.</numerusform>
            <numerusform>%n evidencias ya exploradas; se exploran de nuevo.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n exhibit(s) already scanned; left as it is where the plan is the same.</source>
        <translation>
            <numerusform>%n evidencia ya explorada; queda como está si el plan es el mismo.</numerusform>
            <numerusform>%n evidencias ya exploradas; quedan como están si el plan es el mismo.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The size gate is open for %n set(s)</source>
        <translation>
            <numerusform>%n conjunto impide el descarte por tamaño</numerusform>
            <numerusform>%n conjuntos impiden el descarte por tamaño</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n record(s) of {names} have no size.</source>
        <translation>
            <numerusform>%n registro de {names} no tiene tamaño.</numerusform>
            <numerusform>%n registros de {names} no tienen tamaño.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>For these, %n file(s) more are read</source>
        <translation>
            <numerusform>Por ello se lee %n archivo más</numerusform>
            <numerusform>Por ello se leen %n archivos más</numerusform>
        </translation>
    </message>
    <message>
        <source>Estimate, from test reads at {low} to {high} MB/s</source>
        <translation>Estimación, según lecturas de prueba de {low} a {high} MB/s</translation>
    </message>
    <message>
        <source>Estimate, from {seconds} s of test reads at {low} to {high} MB/s</source>
        <translation>Estimación, según {seconds} s de lecturas de prueba de {low} a {high} MB/s</translation>
    </message>
    <message>
        <source>less than 1 min</source>
        <translation>menos de 1 min</translation>
    </message>
    <message>
        <source>{low} to {high} h</source>
        <translation>de {low} a {high} h</translation>
    </message>
    <message>
        <source>about {number} min</source>
        <translation>unos {number} min</translation>
    </message>
    <message>
        <source>{low} to {high} min</source>
        <translation>de {low} a {high} min</translation>
    </message>
    <message>
        <source>Order: {classes}; inside each in disk order.</source>
        <translation>Orden: {classes}; en cada grupo, el del disco.</translation>
    </message>
    <message>
        <source>Reading goes on to the end. You can stop at any moment and resume later.</source>
        <translation>La lectura sigue hasta el final. Se puede detener en cualquier momento y reanudar más tarde.</translation>
    </message>
    <message>
        <source>After {minutes} min the rest is recorded as skipped by profile: time box. The listing is never cut, and a pause does not count.</source>
        <translation>Tras {minutes} min, el resto consta como omitido por el perfil: límite de tiempo. La enumeración nunca se corta y las pausas no cuentan.</translation>
    </message>
    <message>
        <source>Entries</source>
        <translation>Entradas</translation>
    </message>
    <message>
        <source>Ruled out by size</source>
        <translation>Descartadas por tamaño</translation>
    </message>
    <message>
        <source>No content</source>
        <translation>Sin contenido</translation>
    </message>
    <message>
        <source>Encrypted</source>
        <translation>Cifradas</translation>
    </message>
    <message>
        <source>Skipped by profile</source>
        <translation>Omitidas por el perfil</translation>
    </message>
    <message>
        <source>Will be read</source>
        <translation>Se leerán</translation>
    </message>
    <message>
        <source>Unallocated, not read</source>
        <translation>Espacio libre, no se lee</translation>
    </message>
    <message>
        <source>What this plan does</source>
        <translation>Qué hace este plan</translation>
    </message>
    <message>
        <source>Opening the exhibits</source>
        <translation>Abriendo las evidencias</translation>
    </message>
    <message>
        <source>So far; still listing</source>
        <translation>Por ahora; la enumeración sigue</translation>
    </message>
    <message>
        <source>read</source>
        <translation>leído</translation>
    </message>
    <message>
        <source>ruled out by size</source>
        <translation>descartado por tamaño</translation>
    </message>
    <message>
        <source>encrypted</source>
        <translation>cifrado</translation>
    </message>
    <message>
        <source>unallocated</source>
        <translation>espacio libre</translation>
    </message>
    <message>
        <source>Estimate</source>
        <translation>Estimación</translation>
    </message>
    <message>
        <source>Not known</source>
        <translation>Se desconoce</translation>
    </message>
    <message>
        <source>Being measured</source>
        <translation>Midiendo</translation>
    </message>
    <message>
        <source>{span} so far</source>
        <translation>{span} por ahora</translation>
    </message>
    <message>
        <source>No preview. The scan can be started without it.</source>
        <translation>Sin vista previa. La exploración se puede iniciar sin ella.</translation>
    </message>
    <message>
        <source>Set</source>
        <translation>Conjunto</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Clase</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Versión</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>Registros</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notas</translation>
    </message>
    <message>
        <source>Compare with {name}</source>
        <translation>Comparar con {name}</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Ninguno</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Otro</translation>
    </message>
    <message>
        <source>Minutes until reading ends</source>
        <translation>Minutos hasta que termina la lectura</translation>
    </message>
    <message>
        <source>Time box: {words}</source>
        <translation>Límite de tiempo: {words}</translation>
    </message>
    <message>
        <source>Scan plan</source>
        <translation>Plan de exploración</translation>
    </message>
    <message>
        <source>Start scan</source>
        <translation>Iniciar exploración</translation>
    </message>
    <message>
        <source>Begin anew what is already scanned with this very plan</source>
        <translation>Empezar de nuevo lo ya explorado con este mismo plan</translation>
    </message>
    <message>
        <source>Scan several exhibits at the same time</source>
        <translation>Explorar varias evidencias a la vez</translation>
    </message>
    <message>
        <source>Sound on first hit</source>
        <translation>Sonido a la primera coincidencia</translation>
    </message>
    <message>
        <source>Go on to the end</source>
        <translation>Seguir hasta el final</translation>
    </message>
    <message>
        <source>Stop after first hit</source>
        <translation>Detener tras la primera</translation>
    </message>
    <message>
        <source>Passphrase of the locked sets</source>
        <translation>Contraseña de los conjuntos protegidos</translation>
    </message>
    <message>
        <source>no description</source>
        <translation>sin descripción</translation>
    </message>
    <message>
        <source>Scan {exhibit}</source>
        <translation>Explorar {exhibit}</translation>
    </message>
    <message>
        <source>Compute {algorithm} of every content</source>
        <translation>Calcular {algorithm} de todo el contenido</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Perfil</translation>
    </message>
    <message>
        <source>Sets</source>
        <translation>Conjuntos</translation>
    </message>
    <message>
        <source>Time box</source>
        <translation>Límite de tiempo</translation>
    </message>
    <message>
        <source>Digests of every content</source>
        <translation>Valores hash de todo el contenido</translation>
    </message>
    <message>
        <source>When a match is found</source>
        <translation>Cuando hay una coincidencia</translation>
    </message>
    <message>
        <source>Exhibits, sets, profile, digests and time to choose</source>
        <translation>Evidencias, conjuntos, perfil, valores hash y tiempo a elegir</translation>
    </message>
    <message>
        <source>Exhibits</source>
        <translation>Evidencias</translation>
    </message>
    <message>
        <source>Save as my default</source>
        <translation>Guardar como predeterminado</translation>
    </message>
    <message>
        <source>A self-test runs first. Start, plan, sets with their digests and result go to the chain.</source>
        <translation>Antes se hace una autocomprobación. Inicio, plan, conjuntos con sus valores hash y resultado van a la cadena.</translation>
    </message>
    <message>
        <source>Trying the passphrase</source>
        <translation>Probando la contraseña</translation>
    </message>
    <message>
        <source>Locked under another passphrase: {names}. Leave it out, or give its passphrase.</source>
        <translation>Protegido con otra contraseña: {names}. Déjelo fuera o indique su contraseña.</translation>
    </message>
    <message>
        <source>Saved as my default</source>
        <translation>Guardado como predeterminado</translation>
    </message>
    <message>
        <source>{chosen} of {all} chosen, {records}</source>
        <translation>{chosen} de {all} elegidos, {records}</translation>
    </message>
    <message>
        <source>A hit gets all three.</source>
        <translation>De una coincidencia se calculan los tres.</translation>
    </message>
    <message>
        <source>What the chosen sets can match: {digests}.</source>
        <translation>Con qué pueden coincidir los conjuntos elegidos: {digests}.</translation>
    </message>
    <message>
        <source>The stopped scan compares with sets that are no longer on this computer: {names}. It cannot go on without them. What it found stays recorded; a new scan reads everything again.</source>
        <translation>La exploración detenida compara con conjuntos que ya no están en este equipo: {names}. No puede continuar sin ellos. Lo que encontró queda registrado; una exploración nueva lo lee todo otra vez.</translation>
    </message>
    <message>
        <source>A set of this scan was removed</source>
        <translation>Se eliminó un conjunto de esta exploración</translation>
    </message>
    <message>
        <source>Plan a new scan…</source>
        <translation>Planificar una exploración nueva…</translation>
    </message>
</context>
<context>
    <name>report</name>
    <message>
        <source>title</source>
        <translation>título</translation>
    </message>
    <message>
        <source>agency</source>
        <translation>organismo</translation>
    </message>
    <message>
        <source>authority</source>
        <translation>autorización</translation>
    </message>
    <message>
        <source>requester</source>
        <translation>solicitante</translation>
    </message>
    <message>
        <source>laptop clock</source>
        <translation>reloj del equipo portátil</translation>
    </message>
    <message>
        <source>{fields} will print as Not supplied: {list}.</source>
        <translation>Se imprime «No consta» en {fields}: {list}.</translation>
    </message>
    <message>
        <source>Nothing said yet of the device: {list}. Describe it on the board with E.</source>
        <translation>Aún no consta nada del dispositivo: {list}. Descríbalo en el tablero con E.</translation>
    </message>
    <message>
        <source>Not scanned yet: {list}.</source>
        <translation>Sin explorar: {list}.</translation>
    </message>
    <message>
        <source>The scan has not ended; the report will say how far it came.</source>
        <translation>La exploración no ha terminado; el informe dirá hasta dónde llegó.</translation>
    </message>
    <message>
        <source>Not verified: {list}. The report will give no digest of the whole source for these.</source>
        <translation>Sin verificar: {list}. El informe no dará de ellas un valor hash de toda la fuente.</translation>
    </message>
    <message numerus="yes">
        <source>%n page(s)</source>
        <translation>
            <numerusform>%n página</numerusform>
            <numerusform>%n páginas</numerusform>
        </translation>
    </message>
    <message>
        <source>signed</source>
        <translation>firmado</translation>
    </message>
    <message>
        <source>not signed</source>
        <translation>sin firmar</translation>
    </message>
    <message>
        <source>Report as PDF/A-3a ({facts}) and as one web page; lists as CSV, XLSX, DFXML and hashdeep; CASE/UCO and VICS 2.0 for exchange; the chain of custody.</source>
        <translation>Informe en PDF/A-3a ({facts}) y en una página web; listas en CSV, XLSX, DFXML y hashdeep; CASE/UCO y VICS 2.0 para intercambio; la cadena de custodia.</translation>
    </message>
    <message numerus="yes">
        <source>The contents of %n matched file(s) are copied out of the evidence into the bundle. Seal it for its recipients before it leaves.</source>
        <translation>
            <numerusform>El contenido de %n archivo coincidente se copia de las evidencias al paquete. Cífrelo para sus destinatarios antes de que salga.</numerusform>
            <numerusform>Los contenidos de %n archivos coincidentes se copian de las evidencias al paquete. Cífrelo para sus destinatarios antes de que salga.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n second(s)</source>
        <translation>
            <numerusform>%n segundo</numerusform>
            <numerusform>%n segundos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n minuto</numerusform>
            <numerusform>%n minutos</numerusform>
        </translation>
    </message>
    <message>
        <source>About {time}, {size} and the contents of the files.</source>
        <translation>Cerca de {time}, {size} y los contenidos de los archivos.</translation>
    </message>
    <message>
        <source>About {time}, {size}.</source>
        <translation>Cerca de {time}, {size}.</translation>
    </message>
    <message>
        <source>The bundle is read back and checked before this page says done.</source>
        <translation>El paquete se vuelve a leer y se verifica antes de que esta página lo dé por hecho.</translation>
    </message>
    <message>
        <source>The report is in {folder}.</source>
        <translation>El informe está en {folder}.</translation>
    </message>
    <message>
        <source> SHA-256 of {value}: {digest}.</source>
        <translation> SHA-256 de {value}: {digest}.</translation>
    </message>
    <message>
        <source>It could not be read back: {why}</source>
        <translation>No se pudo volver a leer: {why}</translation>
    </message>
    <message>
        <source>Read back: {heading}, {tally}.</source>
        <translation>Vuelto a leer: {heading}, {tally}.</translation>
    </message>
    <message>
        <source>Paths</source>
        <translation>Rutas</translation>
    </message>
    <message>
        <source>Names of persons</source>
        <translation>Nombres</translation>
    </message>
    <message>
        <source>Set labels</source>
        <translation>Conjuntos</translation>
    </message>
    <message>
        <source>Report and bundle</source>
        <translation>Informe y paquete</translation>
    </message>
    <message>
        <source>Folder for the report</source>
        <translation>Carpeta del informe</translation>
    </message>
    <message>
        <source>Contents of the matched files</source>
        <translation>Contenidos de los archivos coincidentes</translation>
    </message>
    <message>
        <source>Also as one zip file</source>
        <translation>También como un zip</translation>
    </message>
    <message>
        <source>Sign it, and a checkpoint of the chain before it</source>
        <translation>Firmarlo, y antes un punto de control de la cadena</translation>
    </message>
    <message>
        <source>printed beside the signature</source>
        <translation>se imprime junto a la firma</translation>
    </message>
    <message>
        <source>Place of signing</source>
        <translation>Lugar de la firma</translation>
    </message>
    <message>
        <source>What leaves the van</source>
        <translation>Qué sale de la furgoneta</translation>
    </message>
    <message>
        <source>Leave out of this copy</source>
        <translation>Reservar en esta copia</translation>
    </message>
    <message>
        <source>Where to</source>
        <translation>Destino</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>Elegir</translation>
    </message>
    <message>
        <source>Fill in the case</source>
        <translation>Completar el caso</translation>
    </message>
    <message>
        <source>Signing</source>
        <translation>Firma</translation>
    </message>
    <message>
        <source>Signs</source>
        <translation>Quién firma</translation>
    </message>
    <message>
        <source>Counter-signs</source>
        <translation>Quién refrenda</translation>
    </message>
    <message>
        <source>nobody yet</source>
        <translation>nadie por ahora</translation>
    </message>
    <message>
        <source>Chain head</source>
        <translation>Cabeza de la cadena</translation>
    </message>
    <message>
        <source>its signer</source>
        <translation>quien firma</translation>
    </message>
    <message>
        <source>The names are left out, and the signature names {who}; sign nothing to leave it out too.</source>
        <translation>Los nombres se reservan y la firma nombra a {who}; para reservarlo también, no firme.</translation>
    </message>
    <message>
        <source>nobody; every page says so</source>
        <translation>nadie; cada página lo dice</translation>
    </message>
    <message>
        <source>nobody: no key is taken up</source>
        <translation>nadie: no se tomó ninguna clave</translation>
    </message>
    <message>
        <source>the key is asked for; no signer in the preview yet</source>
        <translation>se pide la clave; la vista previa aún no nombra a quien firma</translation>
    </message>
    <message>
        <source>Page {number}</source>
        <translation>Página {number}</translation>
    </message>
    <message>
        <source>Pages of the report</source>
        <translation>Páginas del informe</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Vista previa</translation>
    </message>
    <message>
        <source>Fit width</source>
        <translation>Ajustar al ancho</translation>
    </message>
    <message>
        <source>Whole page</source>
        <translation>Página entera</translation>
    </message>
    <message>
        <source>The pages cannot be shown: {why}</source>
        <translation>Las páginas no se pueden mostrar: {why}</translation>
    </message>
    <message>
        <source>Long tables are cut here; the report prints more of their rows.</source>
        <translation>Las tablas largas se cortan aquí; el informe imprime más filas.</translation>
    </message>
    <message>
        <source>setting the pages…</source>
        <translation>componiendo las páginas…</translation>
    </message>
    <message>
        <source>page {number} of {total}, as it will be printed</source>
        <translation>página {number} de {total}</translation>
    </message>
</context>
<context>
    <name>scan</name>
    <message>
        <source>Opening</source>
        <translation>Abriendo</translation>
    </message>
    <message>
        <source>Checking the sets</source>
        <translation>Comprobando los conjuntos</translation>
    </message>
    <message>
        <source>Listing</source>
        <translation>Enumerando</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>Leyendo</translation>
    </message>
    <message>
        <source>no word for {time}</source>
        <translation>sin noticias desde hace {time}</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>En pausa</translation>
    </message>
    <message>
        <source>Adding up</source>
        <translation>Sumando</translation>
    </message>
    <message>
        <source>{done} entries</source>
        <translation>{done} entradas</translation>
    </message>
    <message>
        <source>{done} of {all} entries</source>
        <translation>{done} de {all} entradas</translation>
    </message>
    <message>
        <source>{done} of about {all} entries</source>
        <translation>{done} de unas {all} entradas</translation>
    </message>
    <message>
        <source>{done} of {all}</source>
        <translation>{done} de {all}</translation>
    </message>
    <message>
        <source>Paused.</source>
        <translation>En pausa.</translation>
    </message>
    <message>
        <source>Nothing is read; the time box stands still.</source>
        <translation>No se lee nada; el límite de tiempo no corre.</translation>
    </message>
    <message>
        <source>{entries} a second; reading begins when all are listed.</source>
        <translation>{entries} por segundo; la lectura empieza cuando todas están enumeradas.</translation>
    </message>
    <message>
        <source>Listing.</source>
        <translation>Enumerando.</translation>
    </message>
    <message>
        <source>The disk is the limit.</source>
        <translation>El disco es el límite.</translation>
    </message>
    <message>
        <source>The processor is the limit.</source>
        <translation>El procesador es el límite.</translation>
    </message>
    <message>
        <source>Unpacking the image is the limit.</source>
        <translation>Descomprimir la imagen es el límite.</translation>
    </message>
    <message>
        <source>Reading {rate} MB/s. A faster computer would not help.</source>
        <translation>Se leen {rate} MB/s. Un equipo más rápido no ayudaría.</translation>
    </message>
    <message>
        <source>Reading {rate} MB/s. A faster disk would not help.</source>
        <translation>Se leen {rate} MB/s. Un disco más rápido no ayudaría.</translation>
    </message>
    <message>
        <source>Reading {rate} MB/s. A raw image would be faster.</source>
        <translation>Se leen {rate} MB/s. Una imagen sin comprimir sería más rápida.</translation>
    </message>
    <message>
        <source>Reading {rate} MB/s.</source>
        <translation>Se leen {rate} MB/s.</translation>
    </message>
    <message>
        <source>{entries} a second</source>
        <translation>{entries} por segundo</translation>
    </message>
    <message>
        <source>the whole exhibit</source>
        <translation>la evidencia entera</translation>
    </message>
    <message>
        <source>volume {number}</source>
        <translation>volumen {number}</translation>
    </message>
    <message>
        <source>A fault of this program, not of the exhibit</source>
        <translation>Un error de este programa, no de la evidencia</translation>
    </message>
    <message>
        <source>Records matched</source>
        <translation>Registros coincidentes</translation>
    </message>
    <message>
        <source>What was not read</source>
        <translation>Qué no se leyó</translation>
    </message>
    <message>
        <source>MB/s, one tick under the line for each hit</source>
        <translation>MB/s; una marca bajo la línea por cada coincidencia</translation>
    </message>
    <message>
        <source>Reading speed</source>
        <translation>Velocidad de lectura</translation>
    </message>
    <message>
        <source>What could not be read</source>
        <translation>Qué no se pudo leer</translation>
    </message>
    <message>
        <source>Hits as they come</source>
        <translation>Coincidencias</translation>
    </message>
    <message>
        <source>newest first</source>
        <translation>última arriba</translation>
    </message>
    <message>
        <source>Open findings</source>
        <translation>Abrir hallazgos</translation>
    </message>
    <message>
        <source>newest first; first after {time}</source>
        <translation>última arriba; 1.ª tras {time}</translation>
    </message>
    <message>
        <source>The graph is of the scan that ended after {time}.</source>
        <translation>La gráfica es de la exploración que terminó tras {time}.</translation>
    </message>
    <message>
        <source>The scan was stopped. Nothing is lost; resume it when you like.</source>
        <translation>La exploración se detuvo. Nada se pierde; reanúdela cuando quiera.</translation>
    </message>
    <message>
        <source>the first {number}</source>
        <translation>las primeras {number}</translation>
    </message>
    <message>
        <source>No file equals a notable record of the sets loaded.</source>
        <translation>Ningún archivo coincide con un registro de interés de los conjuntos cargados.</translation>
    </message>
    <message>
        <source>No hit so far.</source>
        <translation>Ninguna coincidencia por ahora.</translation>
    </message>
    <message>
        <source>Nothing is listed yet.</source>
        <translation>Aún no se ha enumerado nada.</translation>
    </message>
    <message>
        <source>Everything that was listed could be read.</source>
        <translation>Se pudo leer todo lo enumerado.</translation>
    </message>
    <message>
        <source>Nothing unreadable so far.</source>
        <translation>Nada ilegible por ahora.</translation>
    </message>
    <message>
        <source>{set}; deleted</source>
        <translation>{set}; borrado</translation>
    </message>
    <message>
        <source>{set}, category {category}</source>
        <translation>{set}, categoría {category}</translation>
    </message>
    <message>
        <source>scanned</source>
        <translation>explorado</translation>
    </message>
    <message>
        <source>Scan</source>
        <translation>Exploración</translation>
    </message>
    <message>
        <source>Exhibit shown</source>
        <translation>Evidencia mostrada</translation>
    </message>
    <message>
        <source>Start a scan</source>
        <translation>Iniciar una exploración</translation>
    </message>
    <message>
        <source>Profile {name}</source>
        <translation>Perfil {name}</translation>
    </message>
    <message>
        <source>Time box {minutes} min</source>
        <translation>Límite de {minutes} min</translation>
    </message>
    <message>
        <source>Time box {minutes} min, {left} left</source>
        <translation>Límite de {minutes} min, quedan {left}</translation>
    </message>
    <message>
        <source>All exhibits</source>
        <translation>Todas</translation>
    </message>
    <message>
        <source>{bytes} read</source>
        <translation>{bytes} leídos</translation>
    </message>
    <message>
        <source>{number} of {all} at work</source>
        <translation>{number} de {all} en marcha</translation>
    </message>
    <message>
        <source>Opening the source</source>
        <translation>Abriendo la fuente</translation>
    </message>
    <message>
        <source>{time} gone</source>
        <translation>{time} transcurrido</translation>
    </message>
    <message>
        <source>Started from another window; shown as it is recorded.</source>
        <translation>Iniciada desde otra ventana; se muestra según consta.</translation>
    </message>
    <message numerus="yes">
        <source>%n entr(y/ies) left out by the plan; scan again to read them.</source>
        <translation>
            <numerusform>El plan dejó fuera %n entrada; explore de nuevo para leerla.</numerusform>
            <numerusform>El plan dejó fuera %n entradas; explore de nuevo para leerlas.</numerusform>
        </translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Continuar</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pausar</translation>
    </message>
    <message>
        <source>Scan again</source>
        <translation>Explorar de nuevo</translation>
    </message>
    <message>
        <source>seal {number}</source>
        <translation>precinto {number}</translation>
    </message>
    <message numerus="yes">
        <source>%n record(s) matched</source>
        <translation>
            <numerusform>%n registro coincide</numerusform>
            <numerusform>%n registros coinciden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> in %n file(s)</source>
        <translation>
            <numerusform> en %n archivo</numerusform>
            <numerusform> en %n archivos</numerusform>
        </translation>
    </message>
    <message>
        <source>{verdict} so far</source>
        <translation>{verdict} por ahora</translation>
    </message>
    <message>
        <source>Nothing compared so far</source>
        <translation>Nada comparado por ahora</translation>
    </message>
    <message>
        <source>Nothing found in the sets loaded</source>
        <translation>Nada encontrado en los conjuntos cargados</translation>
    </message>
    <message>
        <source>No scan has been started in this case.</source>
        <translation>En este caso no se ha iniciado ninguna exploración.</translation>
    </message>
    <message>
        <source>Started {time} {zone}</source>
        <translation>Inicio: {time} {zone}</translation>
    </message>
    <message>
        <source>ended {time} {zone}</source>
        <translation>fin: {time} {zone}</translation>
    </message>
    <message>
        <source>Coverage</source>
        <translation>Cobertura</translation>
    </message>
    <message>
        <source>each entry ends in exactly one outcome</source>
        <translation>cada entrada tiene exactamente un resultado</translation>
    </message>
    <message>
        <source>Coverage in bytes</source>
        <translation>Cobertura en bytes</translation>
    </message>
    <message>
        <source>each byte of an image stands in exactly one line</source>
        <translation>cada byte de una imagen figura en una sola línea</translation>
    </message>
    <message>
        <source>Bytes of content read</source>
        <translation>Bytes de contenido leídos</translation>
    </message>
    <message>
        <source>Contents read twice, by two readers</source>
        <translation>Contenidos leídos dos veces, por dos lectores</translation>
    </message>
    <message>
        <source>both agree</source>
        <translation>ambos concuerdan</translation>
    </message>
    <message>
        <source>the image has {bytes}</source>
        <translation>la imagen tiene {bytes}</translation>
    </message>
    <message>
        <source>Sum in bytes</source>
        <translation>Suma en bytes</translation>
    </message>
    <message>
        <source>equals the size of the image</source>
        <translation>igual al tamaño de la imagen</translation>
    </message>
    <message>
        <source>{number} met by the listing</source>
        <translation>{number} hallados al enumerar</translation>
    </message>
    <message>
        <source>Records in use on volume {number}, by the {source}</source>
        <translation>Registros en uso del volumen {number}, según {source}</translation>
    </message>
    <message>
        <source>all met by the listing</source>
        <translation>todos hallados al enumerar</translation>
    </message>
    <message>
        <source>Bytes and counts of each exhibit</source>
        <translation>Bytes y recuentos de cada evidencia</translation>
    </message>
    <message>
        <source>Entries</source>
        <translation>Entradas</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>Bytes</translation>
    </message>
    <message>
        <source>Sum {number}.</source>
        <translation>Suma: {number}.</translation>
    </message>
    <message>
        <source>Thin slices are drawn wider so that they are seen.</source>
        <translation>Las franjas finas se dibujan más anchas para que se vean.</translation>
    </message>
    <message>
        <source>Second count from the {source}: {number}, no difference.</source>
        <translation>Segundo recuento, según {source}: {number}, sin diferencia.</translation>
    </message>
    <message>
        <source>Second count from the {source}: {number}, the listing met {met}.</source>
        <translation>Segundo recuento, según {source}: {number}; al enumerar se hallaron {met}.</translation>
    </message>
    <message>
        <source>{rate} MB/s now</source>
        <translation>{rate} MB/s ahora</translation>
    </message>
    <message>
        <source>could not be read</source>
        <translation>no se pudo leer</translation>
    </message>
    <message>
        <source>now, {rate} MB/s</source>
        <translation>ahora, {rate} MB/s</translation>
    </message>
    <message>
        <source>The scan stopped at {time}. Nothing is lost.</source>
        <translation>La exploración se detuvo a las {time}. Nada se pierde.</translation>
    </message>
    <message>
        <source>Exhibits at work</source>
        <translation>Evidencias en marcha</translation>
    </message>
</context>
<context>
    <name>sentences</name>
    <message>
        <source>Empty.</source>
        <translation>Vacío.</translation>
    </message>
    <message>
        <source>Not a file.</source>
        <translation>No es un archivo.</translation>
    </message>
    <message>
        <source>No notable record has its size.</source>
        <translation>Ningún registro de interés tiene su tamaño.</translation>
    </message>
    <message>
        <source>Encrypted by its file system.</source>
        <translation>Cifrado por su sistema de archivos.</translation>
    </message>
    <message>
        <source>Encrypted by the file system.</source>
        <translation>Cifrado por el sistema de archivos.</translation>
    </message>
    <message>
        <source>Not read yet.</source>
        <translation>Aún sin leer.</translation>
    </message>
    <message>
        <source>In a volume that was unlocked before, and not for this run; not read.</source>
        <translation>En un volumen que se desbloqueó antes y no para esta ejecución; sin leer.</translation>
    </message>
    <message>
        <source>Encrypted content: {scheme}.</source>
        <translation>Contenido cifrado: {scheme}.</translation>
    </message>
    <message>
        <source>No record of the notable sets has this size; not read.</source>
        <translation>Ningún registro de los conjuntos de interés tiene este tamaño; no se leyó.</translation>
    </message>
    <message>
        <source>Deleted; no content is left that can be shown to be its own.</source>
        <translation>Borrado; no queda contenido del que conste que es suyo.</translation>
    </message>
    <message>
        <source>Deleted; {left} of its {size} bytes are left, the rest was used again.</source>
        <translation>Borrado; quedan {left} de sus {size} bytes, el resto se volvió a usar.</translation>
    </message>
    <message>
        <source>{number} of {size} bytes cannot be read; no digest is recorded.</source>
        <translation>{number} de {size} bytes no se pueden leer; no se registra ningún valor hash.</translation>
    </message>
    <message>
        <source>Content gave {number} of {size} bytes; no digest is recorded.</source>
        <translation>El contenido dio {number} de {size} bytes; no se registra ningún valor hash.</translation>
    </message>
    <message>
        <source>Left when the time box of {minutes} minutes was over; not read.</source>
        <translation>Quedó fuera al vencer el límite de tiempo de {minutes} minutos; no se leyó.</translation>
    </message>
    <message>
        <source>Left when the first match was found; not read.</source>
        <translation>Quedó fuera al hallarse la primera coincidencia; no se leyó.</translation>
    </message>
    <message>
        <source>Reading it stopped the reader ({trouble}); it was left and the scan went on.</source>
        <translation>Su lectura detuvo el lector ({trouble}); se dejó y la exploración continuó.</translation>
    </message>
    <message>
        <source>Reading it took more than {seconds} seconds.</source>
        <translation>Su lectura duró más de {seconds} segundos.</translation>
    </message>
    <message>
        <source>This volume ended too many readers, and the rest of it was not read.</source>
        <translation>Este volumen detuvo demasiados lectores, y el resto no se leyó.</translation>
    </message>
    <message>
        <source>Encrypted with {scheme}; without its key nothing inside can be read.</source>
        <translation>Cifrado con {scheme}; sin su clave no se puede leer nada de su interior.</translation>
    </message>
    <message>
        <source>Encrypted with {scheme}, but its protection is suspended: it opens with its clear key.</source>
        <translation>Cifrado con {scheme}, pero su protección está suspendida: se abre con su clave en claro.</translation>
    </message>
    <message>
        <source>{scheme} was turned off here and nothing is encrypted: it opens with its clear key.</source>
        <translation>{scheme} está desactivado aquí y nada está cifrado: se abre con su clave en claro.</translation>
    </message>
    <message>
        <source>No file system found: no known signature, uniform bytes. An encrypted container looks so, and so do random bytes.</source>
        <translation>No se encontró ningún sistema de archivos: ninguna firma conocida, bytes uniformes. Así se ve un contenedor cifrado, y también bytes aleatorios.</translation>
    </message>
    <message>
        <source>It was unlocked before, but its secret was not given again; nothing inside can be read now.</source>
        <translation>Se desbloqueó antes, pero no se volvió a dar su secreto; ahora no se puede leer nada de su interior.</translation>
    </message>
    <message>
        <source>Volume {volume} of {label} is locked: unlock it to look at it (on the board with U, on the command line with --unlock).</source>
        <translation>El volumen {volume} de {label} está cifrado: desbloquéelo para mirarlo (en el tablero con U, en la línea de comandos con --unlock).</translation>
    </message>
    <message>
        <source>{scheme} is recognised, but this version has no reader for it; nothing inside was looked at.</source>
        <translation>Se reconoce {scheme}, pero esta versión no tiene lector para ello; no se examinó nada de su interior.</translation>
    </message>
    <message>
        <source>No file system found; the first {number} bytes are zeros.</source>
        <translation>No se encontró ningún sistema de archivos; los primeros {number} bytes son ceros.</translation>
    </message>
    <message>
        <source>No file system found: no signature known here is in its place.</source>
        <translation>No se encontró ningún sistema de archivos: ninguna firma conocida está en su lugar.</translation>
    </message>
    <message>
        <source>No file system found: a partition table is there that lists no partition, and nothing else.</source>
        <translation>No se encontró ningún sistema de archivos: hay una tabla de particiones que no lista ninguna partición, y nada más.</translation>
    </message>
    <message>
        <source>The volume holds data, but no file system was found in it: nothing of it was listed or read.</source>
        <translation>El volumen contiene datos, pero no se encontró en él ningún sistema de archivos: nada de él se listó ni se leyó.</translation>
    </message>
    <message>
        <source>The source changed while it was scanned; what was read may be of either state: {trouble}.</source>
        <translation>La fuente cambió mientras se examinaba; lo leído puede ser de uno u otro estado: {trouble}.</translation>
    </message>
    <message>
        <source>The volume carries the signature of {scheme}, but it is damaged, cut off or of a kind not read here: {trouble}.</source>
        <translation>El volumen lleva la firma de {scheme}, pero está dañado, cortado o es de una clase que aquí no se lee: {trouble}.</translation>
    </message>
    <message>
        <source>The start of the volume cannot be read: {trouble}</source>
        <translation>El comienzo del volumen no se puede leer: {trouble}</translation>
    </message>
    <message>
        <source>The {scheme} file system is {size} bytes long by its own account, but only {number} are here.</source>
        <translation>El sistema de archivos {scheme} ocupa {size} bytes según su propio registro, pero aquí solo hay {number}.</translation>
    </message>
    <message>
        <source>The content was not read to its end: {trouble}.</source>
        <translation>El contenido no se leyó hasta el final: {trouble}.</translation>
    </message>
    <message>
        <source>The image ends at byte {number}.</source>
        <translation>La imagen termina en el byte {number}.</translation>
    </message>
    <message>
        <source>After {number} unreadable sectors the rest was not tried.</source>
        <translation>Tras {number} sectores ilegibles no se intentó el resto.</translation>
    </message>
    <message>
        <source>This directory cannot be listed: {trouble}.</source>
        <translation>Esta carpeta no se puede enumerar: {trouble}.</translation>
    </message>
    <message>
        <source>The name is in use, but its inode {number} cannot be read: {trouble}</source>
        <translation>El nombre está en uso, pero su inodo {number} no se puede leer: {trouble}</translation>
    </message>
    <message>
        <source>Entries of this directory that are damaged and could not be listed: {number}.</source>
        <translation>Entradas dañadas de esta carpeta que no se pudieron enumerar: {number}.</translation>
    </message>
    <message>
        <source>{file} does not exist.</source>
        <translation>{file} no existe.</translation>
    </message>
    <message>
        <source>{file} is empty (0 bytes).</source>
        <translation>{file} está vacío (0 bytes).</translation>
    </message>
    <message>
        <source>{file} is neither a file nor a disk.</source>
        <translation>{file} no es ni un archivo ni un disco.</translation>
    </message>
    <message>
        <source>{file} is a folder; give the image file (of a split image, its first segment).</source>
        <translation>{file} es una carpeta; indique el archivo de imagen (de una imagen en partes, su primer segmento).</translation>
    </message>
    <message>
        <source>{file} holds {number} bytes, less than one sector; it is no disk image.</source>
        <translation>{file} contiene {number} bytes, menos de un sector; no es una imagen de disco.</translation>
    </message>
    <message>
        <source>{file} is no {form} although its name says so; its beginning is damaged, or the name is wrong.</source>
        <translation>{file} no es {form} aunque su nombre lo diga; su comienzo está dañado o el nombre es erróneo.</translation>
    </message>
    <message>
        <source>{file} is an Apple sparse bundle; this version has no reader for it. Convert it on a Mac (hdiutil convert NAME -format UDTO -o OTHER) and add that.</source>
        <translation>{file} es un paquete disperso de Apple (sparse bundle); esta versión no tiene lector para ello. Conviértalo en un Mac (hdiutil convert NOMBRE -format UDTO -o OTRO) y añada el resultado.</translation>
    </message>
    <message>
        <source>{file} is {part}; this version has no reader for it. {advice}</source>
        <translation>{file} es {part}; esta versión no tiene lector para ello. {advice}</translation>
    </message>
    <message>
        <source>{file} is an encrypted QCOW2 disk ({scheme}); without its key nothing inside can be read. With the key, convert it to raw by qemu-img convert.</source>
        <translation>{file} es un disco QCOW2 cifrado ({scheme}); sin su clave no se puede leer nada de su interior. Con la clave, conviértalo a raw con qemu-img convert.</translation>
    </message>
    <message>
        <source>Unpack it and add the image inside.</source>
        <translation>Desempaquételo y añada la imagen que contiene.</translation>
    </message>
    <message>
        <source>It holds single files and no disk: open it with the tool that made it, and add the image of the disk they come from, or an image made of the exported files.</source>
        <translation>Contiene archivos sueltos y no un disco: ábralo con la herramienta que lo creó y añada la imagen del disco del que proceden, o una imagen hecha con los archivos exportados.</translation>
    </message>
    <message>
        <source>Open it on a Mac with its password, convert it without encryption (hdiutil convert NAME -format UDTO -o OTHER) and add that.</source>
        <translation>Ábralo en un Mac con su contraseña, conviértalo sin cifrado (hdiutil convert NOMBRE -format UDTO -o OTRO) y añada el resultado.</translation>
    </message>
    <message>
        <source>Convert it with AFFLIB (affconvert -r -e raw NAME) and add that.</source>
        <translation>Conviértalo con AFFLIB (affconvert -r -e raw NOMBRE) y añada el resultado.</translation>
    </message>
    <message>
        <source>Convert it to raw or E01 with the tool that made it (Evimetry, X-Ways, aff4imager) and add that.</source>
        <translation>Conviértalo a raw o E01 con la herramienta que lo creó (Evimetry, X-Ways, aff4imager) y añada el resultado.</translation>
    </message>
    <message>
        <source>Convert it with QEMU (qemu-img convert -O raw NAME OTHER) and add that.</source>
        <translation>Conviértalo con QEMU (qemu-img convert -O raw NOMBRE OTRO) y añada el resultado.</translation>
    </message>
    <message>
        <source>Decrypt it with FTK Imager and add the result.</source>
        <translation>Descífrelo con FTK Imager y añada el resultado.</translation>
    </message>
    <message>
        <source>An EnCase 7 logical evidence file (Lx01).</source>
        <translation>Un archivo lógico de evidencias de EnCase 7 (Lx01).</translation>
    </message>
    <message>
        <source>An EnCase logical evidence file (L01).</source>
        <translation>Un archivo lógico de evidencias de EnCase (L01).</translation>
    </message>
    <message>
        <source>A QED disk (QEMU).</source>
        <translation>Un disco QED (QEMU).</translation>
    </message>
    <message>
        <source>An encrypted Apple disk image (DMG).</source>
        <translation>Una imagen de disco de Apple cifrada (DMG).</translation>
    </message>
    <message>
        <source>An AFF image.</source>
        <translation>Una imagen AFF.</translation>
    </message>
    <message>
        <source>An AFF4 image.</source>
        <translation>Una imagen AFF4.</translation>
    </message>
    <message>
        <source>An AD1 logical image (FTK).</source>
        <translation>Una imagen lógica AD1 (FTK).</translation>
    </message>
    <message>
        <source>An encrypted FTK image (AD encryption).</source>
        <translation>Una imagen de FTK cifrada (cifrado AD).</translation>
    </message>
    <message>
        <source>A Bochs disk.</source>
        <translation>Un disco de Bochs.</translation>
    </message>
    <message>
        <source>A compressed loop image (cloop).</source>
        <translation>Una imagen comprimida de bucle (cloop).</translation>
    </message>
    <message>
        <source>An Android sparse image.</source>
        <translation>Una imagen dispersa de Android (sparse).</translation>
    </message>
    <message>
        <source>A Windows image file (WIM).</source>
        <translation>Un archivo de imagen de Windows (WIM).</translation>
    </message>
    <message>
        <source>A Norton Ghost image.</source>
        <translation>Una imagen de Norton Ghost.</translation>
    </message>
    <message>
        <source>An Acronis backup (TIB).</source>
        <translation>Una copia de seguridad de Acronis (TIB).</translation>
    </message>
    <message>
        <source>A Zstandard archive.</source>
        <translation>Un archivo comprimido Zstandard.</translation>
    </message>
    <message>
        <source>An LZ4 archive.</source>
        <translation>Un archivo comprimido LZ4.</translation>
    </message>
    <message>
        <source>A tar archive.</source>
        <translation>Un archivo tar.</translation>
    </message>
    <message>
        <source>Convert it with Android&apos;s simg2img (simg2img NAME OTHER) and add that.</source>
        <translation>Conviértala con simg2img de Android (simg2img NOMBRE OTRO) y añada el resultado.</translation>
    </message>
    <message>
        <source>Restore it to an empty disk or image file with the tool that made it, and add that.</source>
        <translation>Restáurela en un disco vacío o en un archivo de imagen con la herramienta que la creó y añada el resultado.</translation>
    </message>
    <message>
        <source>The volume was not closed: its journal holds {number} blocks that are newer than what stands in their places. They were read from the journal, as Linux does when it mounts a volume.</source>
        <translation>El volumen no se cerró: su diario contiene {number} bloques más recientes que lo que hay en sus lugares. Se leyeron del diario, como hace Linux al montar un volumen.</translation>
    </message>
    <message>
        <source>The volume was not closed: its journal holds {number} bytes that are newer than what stands in their places. They were read from the journal, as macOS does when it mounts a volume.</source>
        <translation>El volumen no se cerró: su diario contiene {number} bytes más recientes que lo que hay en sus lugares. Se leyeron del diario, como hace macOS al montar un volumen.</translation>
    </message>
    <message>
        <source>The XFS volume was not closed: its log holds {number} blocks and inodes that are newer than what stands in their places. They were read from the log, as Linux does when it mounts a volume.</source>
        <translation>El volumen XFS no se cerró: su registro contiene {number} bloques e inodos más recientes que lo que hay en sus lugares. Se leyeron del registro, como hace Linux al montar un volumen.</translation>
    </message>
    <message>
        <source>The volume was not closed, and its journal was not played back; what was written last may be missing or be listed as it was before. {trouble}</source>
        <translation>El volumen no se cerró y su diario no se aplicó; lo último que se escribió puede faltar o figurar como estaba antes. {trouble}</translation>
    </message>
    <message>
        <source>The journal was not played back as a whole; what was written last may be missing or be listed as it was before. {trouble}</source>
        <translation>El diario no se aplicó por completo; lo último que se escribió puede faltar o figurar como estaba antes. {trouble}</translation>
    </message>
    <message>
        <source>The journal of the HFS+ volume cannot be read and was not played back; what was written last may be missing or be listed as it was before. {trouble}</source>
        <translation>El diario del volumen HFS+ no se puede leer y no se aplicó; lo último que se escribió puede faltar o figurar como estaba antes. {trouble}</translation>
    </message>
    <message>
        <source>The log was not played back as a whole; what was written last may be missing or be listed as it was before. {trouble}</source>
        <translation>El registro no se aplicó por completo; lo último que se escribió puede faltar o figurar como estaba antes. {trouble}</translation>
    </message>
    <message>
        <source>The XFS volume was not closed, and its log was not played back; what was written last may be missing or be listed as it was before. {trouble}</source>
        <translation>El volumen XFS no se cerró y su registro no se aplicó; lo último que se escribió puede faltar o figurar como estaba antes. {trouble}</translation>
    </message>
    <message>
        <source>Whether the XFS volume was closed cannot be told, and what was written last may be missing or be listed as it was before: {trouble}</source>
        <translation>No se puede saber si el volumen XFS se cerró, y lo último que se escribió puede faltar o figurar como estaba antes: {trouble}</translation>
    </message>
    <message>
        <source>Its fast commits, which hold what was written last, were not played back.</source>
        <translation>Sus confirmaciones rápidas (fast commits), que contienen lo último que se escribió, no se aplicaron.</translation>
    </message>
    <message>
        <source>It lies on another disk.</source>
        <translation>Está en otro disco.</translation>
    </message>
    <message>
        <source>Its log lies on another disk.</source>
        <translation>Su registro está en otro disco.</translation>
    </message>
    <message>
        <source>A gzip archive.</source>
        <translation>Un archivo comprimido gzip.</translation>
    </message>
    <message>
        <source>An xz archive.</source>
        <translation>Un archivo comprimido xz.</translation>
    </message>
    <message>
        <source>A bzip2 archive.</source>
        <translation>Un archivo comprimido bzip2.</translation>
    </message>
    <message>
        <source>A 7-Zip archive.</source>
        <translation>Un archivo comprimido 7-Zip.</translation>
    </message>
    <message>
        <source>A RAR archive.</source>
        <translation>Un archivo comprimido RAR.</translation>
    </message>
    <message>
        <source>A ZIP archive.</source>
        <translation>Un archivo comprimido ZIP.</translation>
    </message>
    <message>
        <source>{file} is a damaged EWF image: {trouble}.</source>
        <translation>{file} es una imagen EWF dañada: {trouble}.</translation>
    </message>
    <message>
        <source>{file} is a damaged QCOW2 disk: {trouble}.</source>
        <translation>{file} es un disco QCOW2 dañado: {trouble}.</translation>
    </message>
    <message>
        <source>{file} is a damaged VDI disk: {trouble}.</source>
        <translation>{file} es un disco VDI dañado: {trouble}.</translation>
    </message>
    <message>
        <source>{file} is a damaged VHD disk: {trouble}.</source>
        <translation>{file} es un disco VHD dañado: {trouble}.</translation>
    </message>
    <message>
        <source>{file} is a damaged VHDX disk: {trouble}.</source>
        <translation>{file} es un disco VHDX dañado: {trouble}.</translation>
    </message>
    <message>
        <source>{file} is a damaged VMDK disk: {trouble}.</source>
        <translation>{file} es un disco VMDK dañado: {trouble}.</translation>
    </message>
    <message>
        <source>{file} is a damaged Parallels disk: {trouble}.</source>
        <translation>{file} es un disco de Parallels dañado: {trouble}.</translation>
    </message>
    <message>
        <source>{file} is a damaged Apple disk image: {trouble}.</source>
        <translation>{file} es una imagen de disco de Apple dañada: {trouble}.</translation>
    </message>
    <message>
        <source>{file} is a damaged Apple sparse disk image: {trouble}.</source>
        <translation>{file} es una imagen dispersa de Apple dañada: {trouble}.</translation>
    </message>
    <message>
        <source>Content cannot be read from byte {start} on: {trouble}.</source>
        <translation>El contenido no se puede leer a partir del byte {start}: {trouble}.</translation>
    </message>
    <message>
        <source>{file} cannot be opened: {trouble}.</source>
        <translation>No se puede abrir {file}: {trouble}.</translation>
    </message>
    <message>
        <source>{file} cannot be read: {trouble}.</source>
        <translation>No se puede leer {file}: {trouble}.</translation>
    </message>
    <message>
        <source>Segment {segment} holds {size} bytes and the first {number}; segments are alike up to the last, so one of them may be cut off or wrong, and what lies behind it may be read from the wrong place.</source>
        <translation>El segmento {segment} contiene {size} bytes y el primero {number}; los segmentos son iguales hasta el último, así que uno de ellos puede estar cortado o ser otro, y lo que sigue puede leerse del lugar equivocado.</translation>
    </message>
    <message>
        <source>{file}: the bytes from {number} on are not empty, and no entry of its tables leads to them; entries are lost, or a crash left them so. What reads as zeros may be missing.</source>
        <translation>{file}: los bytes desde {number} no están vacíos y ninguna entrada de sus tablas lleva a ellos; se han perdido entradas o un fallo los dejó así. Lo que se lee como ceros puede faltar.</translation>
    </message>
    <message>
        <source>{file}: {number} blocks were written by its header, and its table leads to {size}; it was not closed as it should be, or is damaged. What reads as zeros may be missing.</source>
        <translation>{file}: según su cabecera se escribieron {number} bloques y su tabla lleva a {size}; no se cerró como es debido o está dañado. Lo que se lee como ceros puede faltar.</translation>
    </message>
    <message>
        <source>{file}: {number} entries of its table of blocks are damaged; that the others are right cannot be shown.</source>
        <translation>{file}: {number} entradas de su tabla de bloques están dañadas; que las demás sean correctas no puede demostrarse.</translation>
    </message>
    <message>
        <source>{file} holds {number} bytes and should hold {size}; it is cut off, or what tells its size is damaged.</source>
        <translation>{file} contiene {number} bytes y debería contener {size}; está cortado o está dañado lo que indica su tamaño.</translation>
    </message>
    <message>
        <source>{file} is no description of a Parallels disk although its name says so.</source>
        <translation>{file} no es una descripción de un disco de Parallels, aunque su nombre lo diga.</translation>
    </message>
    <message>
        <source>{file} is segment {segment} of an EWF image; open the first, {name}.{letter}01.</source>
        <translation>{file} es el segmento {segment} de una imagen EWF; abra el primero, {name}.{letter}01.</translation>
    </message>
    <message>
        <source>{file} is segment {segment} of an EWF image; open the first, NAME.Ex01.</source>
        <translation>{file} es el segmento {segment} de una imagen EWF; abra el primero, NOMBRE.Ex01.</translation>
    </message>
    <message>
        <source>{file} is not segment {segment} of {first}; it belongs to another image.</source>
        <translation>{file} no es el segmento {segment} de {first}; pertenece a otra imagen.</translation>
    </message>
    <message>
        <source>{file} needs its {part} “{name}”, which is not beside it; put the file into the same folder.</source>
        <translation>{file} necesita otro archivo ({part}), «{name}», que no está junto a él; póngalo en la misma carpeta.</translation>
    </message>
    <message>
        <source>{file} needs its {part} “{name}”, which is not beside it, and several files there could be it: {files}. Give the right one that name.</source>
        <translation>{file} necesita otro archivo ({part}), «{name}», que no está junto a él, y varios de allí podrían serlo: {files}. Dé ese nombre al correcto.</translation>
    </message>
    <message>
        <source>{file} cannot be read without its {part}: {trouble}</source>
        <translation>{file} no se puede leer sin otro archivo ({part}): {trouble}</translation>
    </message>
    <message>
        <source>{file} lies upon itself: its chain of images comes back to it.</source>
        <translation>{file} se apoya en sí mismo: su cadena de imágenes vuelve a él.</translation>
    </message>
    <message>
        <source>Backing file.</source>
        <translation>Archivo base.</translation>
    </message>
    <message>
        <source>Data file.</source>
        <translation>Archivo de datos.</translation>
    </message>
    <message>
        <source>Parent disk.</source>
        <translation>Disco padre.</translation>
    </message>
    <message>
        <source>Disk file.</source>
        <translation>Archivo de disco.</translation>
    </message>
    <message>
        <source>Extent.</source>
        <translation>Extensión.</translation>
    </message>
    <message>
        <source>The partition table cannot be read: {trouble}</source>
        <translation>No se puede leer la tabla de particiones: {trouble}</translation>
    </message>
    <message>
        <source>The first sector holds no protective MBR; the GPT was used without.</source>
        <translation>El primer sector no contiene un MBR de protección; se usó la GPT sin él.</translation>
    </message>
    <message>
        <source>The MBR announces a GPT, but neither the GPT nor its copy at the end of the disk is there.</source>
        <translation>El MBR anuncia una GPT, pero no están ni la GPT ni su copia al final del disco.</translation>
    </message>
    <message>
        <source>{number} of the volumes that this version finds are not on record, as an earlier one added the exhibit; they were not scanned. To have them scanned, add the image again as another exhibit (fieldcase evidence add).</source>
        <translation>{number} de los volúmenes que halla esta versión no constan, porque una anterior añadió la evidencia; no se exploraron. Para explorarlos, añada de nuevo la imagen como otra evidencia (fieldcase evidence add).</translation>
    </message>
    <message>
        <source>{label}: volume {volume} is not where it was when the exhibit was added: it is not the same evidence, or this version of the program reads the disk another way; add the image again as another exhibit and scan that.</source>
        <translation>{label}: el volumen {volume} no está donde estaba cuando se añadió la evidencia: no es la misma evidencia, o esta versión del programa lee el disco de otro modo; añada de nuevo la imagen como otra evidencia y explore esa.</translation>
    </message>
    <message>
        <source>{label}: this version of the program finds {number} more volumes than the one that added the exhibit; add the image again as another exhibit.</source>
        <translation>{label}: esta versión del programa halla {number} volúmenes más que la que añadió la evidencia; añada de nuevo la imagen como otra evidencia.</translation>
    </message>
    <message>
        <source>Whether a lost volume begins at byte {start} could not be found out, because that ended the reader ({trouble}).</source>
        <translation>No se pudo averiguar si en el byte {start} comienza un volumen perdido, porque eso terminó el lector ({trouble}).</translation>
    </message>
    <message>
        <source>At {number} of the places where lost volumes were looked for nothing could be read; whether one begins there is not known.</source>
        <translation>En {number} de los lugares donde se buscaron volúmenes perdidos no se pudo leer nada; no se sabe si alguno comienza allí.</translation>
    </message>
    <message>
        <source>File system signatures found at byte {start}: {scheme}, {size} bytes. No partition table lists this volume.</source>
        <translation>Firmas de sistema de archivos halladas en el byte {start}: {scheme}, {size} bytes. Ninguna tabla de particiones enumera este volumen.</translation>
    </message>
    <message>
        <source>By its partition type it is part of a {scheme}, which this version does not put together; it was not read as a whole.</source>
        <translation>Según su tipo de partición es parte de un almacenamiento {scheme}, que esta versión no recompone; no se leyó como un todo.</translation>
    </message>
    <message>
        <source>By its partition type it is part of a {scheme}, which this version does not put together; more of it may lie elsewhere.</source>
        <translation>Según su tipo de partición es parte de un almacenamiento {scheme}, que esta versión no recompone; puede haber más en otro lugar.</translation>
    </message>
    <message>
        <source>A partition table of the kind {scheme} is there, which this version does not read.</source>
        <translation>Hay una tabla de particiones de la clase {scheme}, que esta versión no lee.</translation>
    </message>
    <message>
        <source>It is one part of a {scheme} of {number} disks, which this version cannot put together; nothing inside was looked at.</source>
        <translation>Es una parte de un {scheme} de {number} discos, que esta versión no puede recomponer; no se miró nada de su interior.</translation>
    </message>
    <message>
        <source>It is a spare disk of a {scheme} of {number} disks, which this version cannot put together; nothing inside was looked at.</source>
        <translation>Es un disco de reserva de un {scheme} de {number} discos, que esta versión no puede recomponer; no se miró nada de su interior.</translation>
    </message>
    <message>
        <source>It is one of {number} disks of a mirror ({scheme}) and was read by itself; what the others hold may differ.</source>
        <translation>Es uno de los {number} discos de un espejo ({scheme}) y se leyó por sí solo; lo que contienen los otros puede ser distinto.</translation>
    </message>
    <message>
        <source>The shadow copies of the volume cannot be listed: {trouble}.</source>
        <translation>No se pueden enumerar las instantáneas del volumen: {trouble}.</translation>
    </message>
    <message>
        <source>What this shadow copy saved lies on another volume.</source>
        <translation>Lo que guardó esta instantánea está en otro volumen.</translation>
    </message>
    <message>
        <source>The shadow copy cannot be opened: {trouble}.</source>
        <translation>No se puede abrir la instantánea: {trouble}.</translation>
    </message>
    <message>
        <source>The shadow copy cannot be read at its byte {start}: {trouble}.</source>
        <translation>No se puede leer la instantánea en su byte {start}: {trouble}.</translation>
    </message>
    <message>
        <source>The shadow copy did not keep its bytes {start} to {left}: its bitmap calls them unused.</source>
        <translation>La instantánea no conservó sus bytes {start} a {left}: su mapa de bits los da por no utilizados.</translation>
    </message>
    <message>
        <source>The APFS container cannot be read: {trouble}</source>
        <translation>No se puede leer el contenedor APFS: {trouble}</translation>
    </message>
    <message>
        <source>The APFS container has no volumes.</source>
        <translation>El contenedor APFS no tiene volúmenes.</translation>
    </message>
    <message>
        <source>This APFS container is one half of a Fusion drive: its volumes spread over two disks, which this version cannot put together; nothing inside was looked at.</source>
        <translation>Este contenedor APFS es la mitad de una unidad Fusion: sus volúmenes se reparten entre dos discos, que esta versión no puede reunir; nada de su interior se examinó.</translation>
    </message>
    <message>
        <source>The LVM2 metadata cannot be read: {trouble}</source>
        <translation>No se pueden leer los metadatos LVM2: {trouble}</translation>
    </message>
    <message>
        <source>{name} is of the kind {scheme}, which this version does not read.</source>
        <translation>{name} es de la clase {scheme}, que esta versión no lee.</translation>
    </message>
    <message>
        <source>{name} lies in part on another disk: {trouble}.</source>
        <translation>{name} está en parte en otro disco: {trouble}.</translation>
    </message>
    <message>
        <source>The physical volume {volume} is not here.</source>
        <translation>El volumen físico {volume} no está aquí.</translation>
    </message>
    <message>
        <source>Encrypted with {scheme}, and no key slot is in use: no passphrase opens it.</source>
        <translation>Cifrado con {scheme}, y ninguna ranura de clave está en uso: ninguna contraseña lo abre.</translation>
    </message>
    <message>
        <source>Encrypted with APFS encryption (FileVault); without the password of a user or the recovery key nothing inside can be read.</source>
        <translation>Cifrado con el cifrado de APFS (FileVault); sin la contraseña de un usuario o la clave de recuperación no se puede leer nada de su interior.</translation>
    </message>
    <message>
        <source>Encrypted with APFS encryption by keys that never leave the security chip of its Mac (T2 or Apple silicon): nothing but that Mac can read it.</source>
        <translation>Cifrado con el cifrado de APFS, con claves que nunca salen del chip propio de su Mac (T2 o Apple silicon): solo ese Mac puede leerlo.</translation>
    </message>
    <message>
        <source>Encrypted with APFS encryption, each file by a key of its own; this version cannot open such a volume.</source>
        <translation>Cifrado con el cifrado de APFS, cada archivo con una clave propia; esta versión no puede abrir un volumen así.</translation>
    </message>
    <message>
        <source>Encrypted with APFS encryption, which was being turned on or off; this version cannot open a volume in that state.</source>
        <translation>Cifrado con el cifrado de APFS, que se estaba activando o desactivando; esta versión no puede abrir un volumen en ese estado.</translation>
    </message>
    <message>
        <source>Encrypted with APFS encryption and sealed; this version cannot open a volume that is both.</source>
        <translation>Cifrado con el cifrado de APFS y sellado; esta versión no puede abrir un volumen que es ambas cosas.</translation>
    </message>
    <message>
        <source>The APFS volume was unlocked, but its files cannot be listed: {trouble}</source>
        <translation>El volumen APFS se desbloqueó, pero no se pueden listar sus archivos: {trouble}</translation>
    </message>
    <message>
        <source>Encrypted with GELI (FreeBSD), which this version cannot open; nothing inside was read.</source>
        <translation>Cifrado con GELI (FreeBSD), que esta versión no puede abrir; nada de su interior se leyó.</translation>
    </message>
    <message>
        <source>This {part} does not open the BitLocker volume.</source>
        <translation>El volumen BitLocker no se abre con lo indicado ({part}).</translation>
    </message>
    <message>
        <source>This BitLocker volume does not open with a {part}; {trouble}.</source>
        <translation>Este volumen BitLocker no se abre con ese medio ({part}); {trouble}.</translation>
    </message>
    <message>
        <source>It opens with: {openers}.</source>
        <translation>Se abre con: {openers}.</translation>
    </message>
    <message>
        <source>It names nothing that opens it.</source>
        <translation>No indica nada que lo abra.</translation>
    </message>
    <message>
        <source>A BitLocker recovery key has eight groups of six digits.</source>
        <translation>Una clave de recuperación de BitLocker tiene ocho grupos de seis cifras.</translation>
    </message>
    <message>
        <source>Group {number} of the recovery key is mistyped: no key has it.</source>
        <translation>El grupo {number} de la clave de recuperación está mal escrito: ninguna clave lo tiene.</translation>
    </message>
    <message>
        <source>The key file is not a BitLocker startup key (.BEK).</source>
        <translation>El archivo de clave no es una clave de inicio de BitLocker (.BEK).</translation>
    </message>
    <message>
        <source>This secret does not open the LUKS{version} volume.</source>
        <translation>Este secreto no abre el volumen LUKS{version}.</translation>
    </message>
    <message>
        <source>This LUKS volume has no key slot in use: no passphrase opens it.</source>
        <translation>Este volumen LUKS no tiene ninguna ranura de clave en uso: ninguna contraseña lo abre.</translation>
    </message>
    <message>
        <source>LUKS does not open with a {part}.</source>
        <translation>LUKS no se abre con ese medio ({part}).</translation>
    </message>
    <message>
        <source>CoreStorage does not open with a {part}.</source>
        <translation>CoreStorage no se abre con ese medio ({part}).</translation>
    </message>
    <message>
        <source>This {part} opens no logical volume of the CoreStorage group.</source>
        <translation>Lo indicado ({part}) no abre ningún volumen lógico del grupo CoreStorage.</translation>
    </message>
    <message>
        <source>The logical volumes are encrypted: a password or a recovery key is needed.</source>
        <translation>Los volúmenes lógicos están cifrados: hace falta una contraseña o una clave de recuperación.</translation>
    </message>
    <message>
        <source>APFS encryption does not open with a {part}.</source>
        <translation>El cifrado de APFS no se abre con ese medio ({part}).</translation>
    </message>
    <message>
        <source>This APFS volume does not open with a {part}; {trouble}.</source>
        <translation>Este volumen APFS no se abre con ese medio ({part}); {trouble}.</translation>
    </message>
    <message>
        <source>This {part} does not open the APFS volume.</source>
        <translation>Lo indicado ({part}) no abre el volumen APFS.</translation>
    </message>
    <message>
        <source>A FileVault recovery key has six groups of four letters and digits.</source>
        <translation>Una clave de recuperación de FileVault tiene seis grupos de cuatro letras y cifras.</translation>
    </message>
    <message>
        <source>The container keeps no key of this APFS volume.</source>
        <translation>El contenedor no guarda ninguna clave de este volumen APFS.</translation>
    </message>
    <message>
        <source>The keys of this APFS volume ask for an impossible amount of work.</source>
        <translation>Las claves de este volumen APFS piden una cantidad de trabajo imposible.</translation>
    </message>
    <message>
        <source>The secret is not UTF-8 text.</source>
        <translation>El secreto no es texto UTF-8.</translation>
    </message>
    <message>
        <source>Volume {volume} is not locked.</source>
        <translation>El volumen {volume} no está cifrado.</translation>
    </message>
    <message>
        <source>This version recognises {scheme}, but cannot open it.</source>
        <translation>Esta versión reconoce {scheme}, pero no puede abrirlo.</translation>
    </message>
    <message>
        <source>Password.</source>
        <translation>Contraseña.</translation>
    </message>
    <message>
        <source>Recovery key.</source>
        <translation>Clave de recuperación.</translation>
    </message>
    <message>
        <source>Key file.</source>
        <translation>Archivo de clave.</translation>
    </message>
    <message>
        <source>Clear key.</source>
        <translation>Clave en claro.</translation>
    </message>
    <message>
        <source>{file} is not an EWF file although its name says so.</source>
        <translation>{file} no es un archivo EWF, aunque su nombre lo diga.</translation>
    </message>
    <message>
        <source>Segment {segment} of the split image is missing beside {file}; without it nothing can be read.</source>
        <translation>Junto a {file} falta el segmento {segment} de la imagen en partes; sin él no se puede leer nada.</translation>
    </message>
    <message>
        <source>Segment {segment} of the EWF image is missing beside {file}; without it the image cannot be read.</source>
        <translation>Junto a {file} falta el segmento {segment} de la imagen EWF; sin él la imagen no se puede leer.</translation>
    </message>
    <message>
        <source>Segment {segment} of the Apple disk image is missing beside {file}; without it the image cannot be read.</source>
        <translation>Falta el segmento {segment} de la imagen de disco de Apple junto a {file}; sin él no se puede leer la imagen.</translation>
    </message>
    <message>
        <source>The EWF image goes on after {file}, but the segment that follows is missing beside it.</source>
        <translation>La imagen EWF continúa después de {file}, pero el segmento siguiente no está junto a él.</translation>
    </message>
    <message>
        <source>{file} is a later segment of a split image; open the first, {first}.</source>
        <translation>{file} es un segmento posterior de una imagen en partes; abra el primero, {first}.</translation>
    </message>
    <message>
        <source>{number} bytes of the content, at {place}, cannot be read: {trouble}.</source>
        <translation>No se pueden leer {number} bytes del contenido, en el {place}: {trouble}.</translation>
    </message>
    <message>
        <source>The ext superblock fails its checksum; what it tells of the volume may be wrong.</source>
        <translation>El superbloque de ext no cumple su suma de comprobación; lo que dice del volumen puede ser erróneo.</translation>
    </message>
    <message>
        <source>Its inode fails its checksum; its size, times and content may not be as they were.</source>
        <translation>Su inodo no cumple su suma de comprobación; su tamaño, sus fechas y su contenido pueden no ser los que eran.</translation>
    </message>
    <message>
        <source>Its inode fails its checksum, so it does not say where the content lies.</source>
        <translation>Su inodo no cumple su suma de comprobación, así que no dice dónde está el contenido.</translation>
    </message>
    <message>
        <source>A block of the extent tree fails its checksum.</source>
        <translation>Un bloque del árbol de extensiones no cumple su suma de comprobación.</translation>
    </message>
    <message>
        <source>{file} cannot be found ({trouble}); attach it again, read-only.</source>
        <translation>No se encuentra {file} ({trouble}); conéctelo de nuevo, solo para lectura.</translation>
    </message>
    <message>
        <source>{file} holds {number} bytes and held {size} when it was added; it is not the same evidence.</source>
        <translation>{file} contiene {number} bytes y contenía {size} cuando se añadió; no es la misma evidencia.</translation>
    </message>
    <message>
        <source>The source of {label} was taken away while it was read: {trouble}; then go on with the scan.</source>
        <translation>La fuente de {label} se retiró mientras se leía: {trouble}; después continúe la exploración.</translation>
    </message>
    <message>
        <source>Exhibit {label} is in this case already; choose another label.</source>
        <translation>La evidencia {label} ya está en este caso; elija otro rótulo.</translation>
    </message>
    <message>
        <source>{label}: all of it was searched for lost volumes before.</source>
        <translation>{label}: ya se buscaron antes volúmenes perdidos en todo el disco.</translation>
    </message>
    <message>
        <source>{label}: stopped before the search began.</source>
        <translation>{label}: detenida antes de comenzar la búsqueda.</translation>
    </message>
    <message>
        <source>{label}: the whole disk was searched for lost volumes; {advice}.</source>
        <translation>{label}: se buscaron volúmenes perdidos en todo el disco; {advice}.</translation>
    </message>
    <message>
        <source>{label}: the search was stopped at byte {start} of {size}; search again to go on from there; {advice}.</source>
        <translation>{label}: la búsqueda se detuvo en el byte {start} de {size}; búsquelos de nuevo para seguir desde allí; {advice}.</translation>
    </message>
    <message>
        <source>{label}: the search ended at byte {start} of {size}, as it found as many as one search lists; search again to go on; {advice}.</source>
        <translation>{label}: la búsqueda terminó en el byte {start} de {size}, porque halló tantos como enumera una búsqueda; búsquelos de nuevo para seguir; {advice}.</translation>
    </message>
    <message>
        <source>{label}: the search was given up at byte {start} of {size}, as the evidence ended the reader too often; {advice}.</source>
        <translation>{label}: la búsqueda se abandonó en el byte {start} de {size}, porque la evidencia terminó el lector demasiadas veces; {advice}.</translation>
    </message>
    <message>
        <source>None was found.</source>
        <translation>No se halló ninguno.</translation>
    </message>
    <message>
        <source>1 volume was found that no table lists.</source>
        <translation>Se halló 1 volumen que ninguna tabla enumera.</translation>
    </message>
    <message>
        <source>{number} volumes were found that no table lists.</source>
        <translation>Se hallaron {number} volúmenes que ninguna tabla enumera.</translation>
    </message>
    <message>
        <source>{folder} exists already and is not an empty folder; choose another name.</source>
        <translation>{folder} ya existe y no es una carpeta vacía; elija otro nombre.</translation>
    </message>
    <message>
        <source>{folder} is not a Fieldcase case: it has no {file}.</source>
        <translation>{folder} no es un caso de Fieldcase: no tiene {file}.</translation>
    </message>
    <message>
        <source>{file} is an SQLite file, but not a Fieldcase case.</source>
        <translation>{file} es un archivo SQLite, pero no un caso de Fieldcase.</translation>
    </message>
    <message>
        <source>{folder} is being worked on by another Fieldcase; wait for it to finish or stop it.</source>
        <translation>Otro Fieldcase trabaja en {folder}; espere a que termine o deténgalo.</translation>
    </message>
    <message>
        <source>{folder} is being written by another Fieldcase; wait for it to finish or close it.</source>
        <translation>Otro Fieldcase escribe en {folder}; espere a que termine o ciérrelo.</translation>
    </message>
    <message>
        <source>The case folder {folder} cannot be written to ({trouble}).</source>
        <translation>No se puede escribir en la carpeta del caso {folder} ({trouble}).</translation>
    </message>
    <message>
        <source>The case folder {folder} cannot be written to; copy the case to a writable place first.</source>
        <translation>No se puede escribir en la carpeta del caso {folder}; copie antes el caso a un lugar donde se pueda escribir.</translation>
    </message>
    <message>
        <source>The database of {folder} is damaged ({trouble}); take a copy before doing anything else.</source>
        <translation>La base de datos de {folder} está dañada ({trouble}); haga una copia antes de nada.</translation>
    </message>
    <message>
        <source>There is no entry {number} in this case.</source>
        <translation>En este caso no hay ninguna entrada {number}.</translation>
    </message>
    <message>
        <source>The folder is missing.</source>
        <translation>Falta la carpeta.</translation>
    </message>
    <message>
        <source>The setting could not be kept: {file} cannot be written.</source>
        <translation>El ajuste no se pudo guardar: no se puede escribir {file}.</translation>
    </message>
    <message>
        <source>A folder is named by its whole path, from the root on.</source>
        <translation>Una carpeta se indica con su ruta completa, desde la raíz.</translation>
    </message>
    <message>
        <source>{file} is a file, not a folder.</source>
        <translation>{file} es un archivo, no una carpeta.</translation>
    </message>
    <message>
        <source>Nothing can be written to {folder}.</source>
        <translation>No se puede escribir nada en {folder}.</translation>
    </message>
    <message>
        <source>A logo is a PNG picture; this one is not.</source>
        <translation>Un logotipo es una imagen PNG; este no lo es.</translation>
    </message>
    <message>
        <source>{file} cannot be written ({trouble}).</source>
        <translation>No se puede escribir {file} ({trouble}).</translation>
    </message>
    <message>
        <source>{folder} is not empty; give a new or an empty folder for the report.</source>
        <translation>{folder} no está vacía; indique una carpeta nueva o vacía para el informe.</translation>
    </message>
    <message>
        <source>The report could not be written to {folder}: {trouble}; nothing was kept.</source>
        <translation>El informe no se pudo escribir en {folder}: {trouble}; no se guardó nada.</translation>
    </message>
    <message>
        <source>NSRL lists software that is known. Known is not harmless: hacking tools are listed too.</source>
        <translation>La NSRL enumera software conocido. Conocido no significa inofensivo: también enumera herramientas de intrusión.</translation>
    </message>
    <message>
        <source>Records without MD5, SHA-1 and SHA-256.</source>
        <translation>Registros sin MD5, SHA-1 ni SHA-256.</translation>
    </message>
    <message>
        <source>Rows that the delta deletes from its full set.</source>
        <translation>Filas que la actualización suprime del conjunto completo.</translation>
    </message>
    <message>
        <source>Values of other kinds.</source>
        <translation>Valores de otras clases.</translation>
    </message>
    <message>
        <source>Lines of 64 digits were taken as SHA-256 because the name of the file says so.</source>
        <translation>Las líneas de 64 cifras se tomaron como SHA-256 porque así lo dice el nombre del archivo.</translation>
    </message>
    <message>
        <source>The passphrase does not open {name}.</source>
        <translation>La contraseña no abre {name}.</translation>
    </message>
    <message>
        <source>A passphrase has at least {number} characters.</source>
        <translation>Una contraseña tiene al menos {number} caracteres.</translation>
    </message>
    <message>
        <source>This passphrase opens none of the locked sets. Nothing was unlocked.</source>
        <translation>Esta contraseña no abre ninguno de los conjuntos protegidos. No se desbloqueó nada.</translation>
    </message>
    <message>
        <source>No set of this library is locked.</source>
        <translation>Ningún conjunto de esta biblioteca está protegido.</translation>
    </message>
    <message>
        <source>The index {file} has form {version}, Fieldcase reads form {own}; import the set again.</source>
        <translation>El índice {file} tiene la forma {version} y Fieldcase lee la forma {own}; importe el conjunto de nuevo.</translation>
    </message>
    <message>
        <source>There is no digest of 32, 40 or 64 hexadecimal digits in this text.</source>
        <translation>En este texto no hay ningún valor hash de 32, 40 o 64 cifras hexadecimales.</translation>
    </message>
    <message>
        <source>A set called {name} is already in the library; remove it first or give another name.</source>
        <translation>Ya hay en la biblioteca un conjunto llamado {name}; quítelo antes o dé otro nombre.</translation>
    </message>
    <message>
        <source>This file is a known match; looking at it needs a reason.</source>
        <translation>Este archivo es una coincidencia conocida; para mirarlo hace falta un motivo.</translation>
    </message>
    <message>
        <source>A supervisor allows looks at {number} files a day, and they were looked at today; the verdict does not need a picture.</source>
        <translation>La supervisión permite mirar {number} archivos al día, y hoy ya se miraron; el veredicto no necesita una imagen.</translation>
    </message>
    <message>
        <source>An exhibit is handed from one person to another; both are the same here.</source>
        <translation>Una evidencia pasa de una persona a otra; aquí ambas son la misma.</translation>
    </message>
    <message>
        <source>Nothing was said that is not on record already.</source>
        <translation>No se indicó nada que no conste ya.</translation>
    </message>
    <message>
        <source>{file} is attached to {label} already.</source>
        <translation>{file} ya está adjunto a {label}.</translation>
    </message>
    <message>
        <source>{file} is not a whole PNG or JPEG picture.</source>
        <translation>{file} no es una imagen PNG o JPEG completa.</translation>
    </message>
    <message>
        <source>The content is empty.</source>
        <translation>El contenido está vacío.</translation>
    </message>
    <message>
        <source>No picture of a form that is shown here.</source>
        <translation>No es una imagen de un formato que se muestre aquí.</translation>
    </message>
    <message>
        <source>Decoding it takes more memory than is given to it.</source>
        <translation>Descodificarlo exige más memoria de la que se le da.</translation>
    </message>
    <message>
        <source>Permission denied.</source>
        <translation>Permiso denegado.</translation>
    </message>
    <message>
        <source>No such file or directory.</source>
        <translation>No existe el archivo o la carpeta.</translation>
    </message>
    <message>
        <source>No space left on device.</source>
        <translation>No queda espacio en el dispositivo.</translation>
    </message>
    <message>
        <source>byte {start} of the image</source>
        <translation>byte {start} de la imagen</translation>
    </message>
    <message>
        <source>byte {start} of volume {volume}</source>
        <translation>byte {start} del volumen {volume}</translation>
    </message>
    <message>
        <source>The NTFS volume was not closed, and what stands in its log ($LogFile) alone was not played back: what was written last may be missing or be listed as it was before.</source>
        <translation>El volumen NTFS no se cerró y lo que solo está en su registro ($LogFile) no se ha aplicado: lo último que se escribió puede faltar o aparecer como estaba antes.</translation>
    </message>
    <message>
        <source>Whether the NTFS volume was closed cannot be told, and what was written last may be missing or be listed as it was before: {trouble}</source>
        <translation>No se puede saber si el volumen NTFS se cerró, y lo último que se escribió puede faltar o aparecer como estaba antes: {trouble}</translation>
    </message>
    <message>
        <source>The NTFS volume is marked for a check (dirty): what its file records, folders and maps say may not agree.</source>
        <translation>El volumen NTFS está marcado para una comprobación (dirty): lo que dicen sus registros de archivo, carpetas y mapas puede no coincidir.</translation>
    </message>
    <message>
        <source>Windows was hibernated, or shut down by fast start: its memory is in /hiberfil.sys, and what it had not written yet may be missing or be listed as it was before. Examine that file too, and do not start the machine.</source>
        <translation>Windows se hibernó o se apagó con el inicio rápido: su memoria está en /hiberfil.sys, y lo que aún no había escrito puede faltar o aparecer como estaba antes. Examine también ese archivo y no encienda el equipo.</translation>
    </message>
    <message>
        <source>The first file record of the $MFT and its copy in $MFTMirr do not agree on where the $MFT lies and how long it is; the first was taken, and files may be missing.</source>
        <translation>El primer registro de archivo de la $MFT y su copia en $MFTMirr no coinciden en dónde está la $MFT ni en su longitud; se ha tomado el primero, y pueden faltar archivos.</translation>
    </message>
    <message>
        <source>{number} runs of contents in use lie in clusters that $Bitmap marks as free (file records, first: {numbers}): $Bitmap is damaged, or these contents may be something else.</source>
        <translation>{number} tramos de contenidos en uso están en clústeres que $Bitmap marca como libres (registros de archivo, los primeros: {numbers}): $Bitmap está dañado o esos contenidos pueden ser otra cosa.</translation>
    </message>
    <message>
        <source>The clusters from {start} to {end} are claimed by two contents in use (file records {one} and {other}): at most one of them reads as it was written.</source>
        <translation>Dos contenidos en uso (registros de archivo {one} y {other}) reclaman los clústeres {start} a {end}: como mucho uno de ellos se lee como se escribió.</translation>
    </message>
    <message>
        <source>The content is not in the file itself: it was packed into the stream WofCompressedData, and the reparse point that tells how is gone.</source>
        <translation>El contenido no está en el propio archivo: se empaquetó en el flujo WofCompressedData, y el punto de reanálisis que dice cómo se ha perdido.</translation>
    </message>
    <message>
        <source>The content has holes and the file is marked as one that a reparse point stands for, which is gone.</source>
        <translation>El contenido tiene huecos y el archivo está marcado como uno al que sustituye un punto de reanálisis, que se ha perdido.</translation>
    </message>
    <message>
        <source>The content has holes and a part of what describes the file is lost, which may say what they stand for.</source>
        <translation>El contenido tiene huecos y se ha perdido una parte de lo que describe el archivo, que puede decir a qué corresponden.</translation>
    </message>
    <message>
        <source>The content has holes, and its file record does not mark it as sparse.</source>
        <translation>El contenido tiene huecos y su registro de archivo no lo marca como disperso.</translation>
    </message>
    <message>
        <source>The list of where the content lies is damaged.</source>
        <translation>La lista de dónde está el contenido está dañada.</translation>
    </message>
    <message>
        <source>Where the beginning of the content lies is not recorded any more.</source>
        <translation>Ya no consta dónde está el principio del contenido.</translation>
    </message>
    <message>
        <source>Where part of the content lies is not recorded any more; it cannot be read whole.</source>
        <translation>Ya no consta dónde está una parte del contenido; no se puede leer entero.</translation>
    </message>
    <message>
        <source>The sizes that the file record gives the content contradict each other.</source>
        <translation>Los tamaños que el registro de archivo da al contenido se contradicen.</translation>
    </message>
    <message>
        <source>Whether the content is compressed, and how, contradicts itself in the file record.</source>
        <translation>El registro de archivo se contradice en si el contenido está comprimido y cómo.</translation>
    </message>
    <message>
        <source>Windows packs all of WofCompressedData, and its file record says that it was not written to its end.</source>
        <translation>Windows empaqueta WofCompressedData entero, y su registro de archivo dice que no se escribió hasta el final.</translation>
    </message>
    <message>
        <source>The boot sector does not end with its mark 55 AA; all else in it fits the FAT and was used.</source>
        <translation>El sector de arranque no termina con su marca 55 AA; todo lo demás que contiene concuerda con la FAT y se utilizó.</translation>
    </message>
    <message>
        <source>The copies of the FAT differ for {number} clusters, the first of them cluster {start}; the first FAT was read, and where it is damaged contents are not true.</source>
        <translation>Las copias de la FAT difieren en {number} clústeres, el primero de ellos el clúster {start}; se leyó la primera FAT y, donde está dañada, los contenidos no son verdaderos.</translation>
    </message>
    <message>
        <source>Entries of this directory whose checksum is wrong: {number}; their names, sizes and places may be damaged.</source>
        <translation>Entradas de este directorio cuya suma de comprobación es incorrecta: {number}; sus nombres, tamaños y ubicaciones pueden estar dañados.</translation>
    </message>
    <message>
        <source>{number} clusters of files and directories listed here are free by the map of clusters: what lies there may be another&apos;s.</source>
        <translation>{number} clústeres de archivos y directorios enumerados aquí están libres según el mapa de clústeres: lo que hay en ellos puede ser de otro.</translation>
    </message>
    <message>
        <source>Deleted files whose folder is gone were searched for in the first {number} bytes of free space; {left} bytes of it were not searched. The profile thorough searches all of it.</source>
        <translation>Los archivos borrados cuya carpeta ya no existe se buscaron en los primeros {number} bytes del espacio libre; {left} bytes de este no se examinaron. El perfil exhaustivo lo examina todo.</translation>
    </message>
    <message>
        <source>By the maps of the volume {number} inodes of files and directories are in use, but names lead to {left}.</source>
        <translation>Según los mapas del volumen, {number} inodos de archivos y directorios están en uso, pero los nombres conducen a {left}.</translation>
    </message>
    <message>
        <source>Sectors of this folder that are damaged, whose names may be missing: {number}.</source>
        <translation>Sectores dañados de esta carpeta, cuyos nombres pueden faltar: {number}.</translation>
    </message>
</context>
<context>
    <name>sets</name>
    <message>
        <source>Find a digest</source>
        <translation>Buscar un valor hash</translation>
    </message>
    <message>
        <source>Imported</source>
        <translation>Importado</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>Verificado</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>Versiones</translation>
    </message>
    <message>
        <source>Conflicts</source>
        <translation>Conflictos</translation>
    </message>
    <message>
        <source>A digest in a notable and in a known set is notable; here such digests are listed for the owners of the sets.</source>
        <translation>Un valor hash que está en un conjunto de interés y en uno conocido es de interés; aquí se enumeran para los titulares de los conjuntos.</translation>
    </message>
    <message>
        <source>Cannot be used</source>
        <translation>No se puede usar</translation>
    </message>
    <message>
        <source>Unlocked</source>
        <translation>Desbloqueado</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>Protegido</translation>
    </message>
    <message>
        <source>not given</source>
        <translation>no consta</translation>
    </message>
    <message>
        <source>Known-hash sets</source>
        <translation>Conjuntos de valores hash conocidos</translation>
    </message>
    <message>
        <source>Digests in both roles</source>
        <translation>Valores hash en ambas clases</translation>
    </message>
    <message>
        <source>in {folder}</source>
        <translation>en {folder}</translation>
    </message>
    <message>
        <source>No sets yet. Drop a list of digests, a VICS file or an NSRL database here, or import it: without a notable set a scan has nothing to compare with.</source>
        <translation>Aún no hay conjuntos. Suelte aquí una lista de valores hash, un archivo VICS o una base de datos NSRL, o impórtelos: sin un conjunto de interés, una exploración no tiene con qué comparar.</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>Desbloquear</translation>
    </message>
    <message>
        <source>Lock again</source>
        <translation>Volver a proteger</translation>
    </message>
    <message>
        <source>{files} of this library cannot be used; choose one in the list to see why.</source>
        <translation>No se puede usar: {files} de esta biblioteca; elija uno en la lista para ver por qué.</translation>
    </message>
    <message>
        <source>This set</source>
        <translation>Este conjunto</translation>
    </message>
    <message>
        <source>What is recorded of this set</source>
        <translation>Lo que consta de este conjunto</translation>
    </message>
    <message>
        <source>The other sets of the library can be used meanwhile for looking digests up. A scan with this library is refused until the file is taken out or imported again.</source>
        <translation>Entretanto, los demás conjuntos de la biblioteca sirven para buscar valores hash. No se admite ninguna exploración con esta biblioteca hasta que el archivo se retire o se importe de nuevo.</translation>
    </message>
    <message>
        <source>Every byte of the index was read {at} UTC, in {seconds} s.</source>
        <translation>Se leyeron todos los bytes del índice: {at} UTC, en {seconds} s.</translation>
    </message>
    <message>
        <source>Records with a digest</source>
        <translation>Registros con valor hash</translation>
    </message>
    <message>
        <source>Records by category ({scheme})</source>
        <translation>Registros por categoría ({scheme})</translation>
    </message>
    <message>
        <source>Records by category</source>
        <translation>Registros por categoría</translation>
    </message>
    <message>
        <source>Left out</source>
        <translation>Dejado fuera</translation>
    </message>
    <message>
        <source>SHA-256 of the source file</source>
        <translation>SHA-256 del archivo de origen</translation>
    </message>
    <message>
        <source>SHA-256 of the index</source>
        <translation>SHA-256 del índice</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Copiar</translation>
    </message>
    <message>
        <source>Copy the {title}</source>
        <translation>Copiar: {title}</translation>
    </message>
    <message>
        <source>Digests to look up</source>
        <translation>Valores hash que buscar</translation>
    </message>
    <message>
        <source>Paste one or many digests: 32, 40 or 64 digits, grouped or not, any lines</source>
        <translation>Pegue uno o varios valores hash: 32, 40 o 64 dígitos, agrupados o no, en cualquier número de líneas</translation>
    </message>
    <message>
        <source>Not listed</source>
        <translation>No figura</translation>
    </message>
    <message>
        <source>{set_name}, version {version}</source>
        <translation>{set_name}, versión {version}</translation>
    </message>
    <message>
        <source>no category</source>
        <translation>sin categoría</translation>
    </message>
    <message>
        <source>Look up</source>
        <translation>Buscar</translation>
    </message>
    <message>
        <source>Where the digests are listed</source>
        <translation>Dónde figuran los valores hash</translation>
    </message>
    <message>
        <source>64 digits are looked up as SHA-256; picture fingerprints (PDQ) are not compared here.</source>
        <translation>64 dígitos se buscan como SHA-256; las huellas de imagen (PDQ) no se comparan aquí.</translation>
    </message>
    <message>
        <source>{lines} without a digest of 32, 40 or 64 digits, the first: {value}</source>
        <translation>{lines} sin valor hash de 32, 40 o 64 dígitos; primero: {value}</translation>
    </message>
    <message>
        <source>{beyond} more answers are not shown; ask for fewer digests at once</source>
        <translation>no se muestran {beyond} respuestas más; pida menos valores hash a la vez</translation>
    </message>
    <message>
        <source>A digest decides; the record&apos;s number counts from 0 in its source file</source>
        <translation>Decide el valor hash; los registros se numeran desde 0 en su archivo de origen</translation>
    </message>
    <message>
        <source>The index is locked. The list it was made from still lies at {file}: take it off this computer, or the lock protects nothing.</source>
        <translation>El índice está protegido. La lista de la que se hizo sigue en {file}: retírela de este equipo o la protección no sirve de nada.</translation>
    </message>
    <message>
        <source>What was imported</source>
        <translation>Lo que se importó</translation>
    </message>
    <message>
        <source>Nothing was imported in this session.</source>
        <translation>En esta sesión no se importó nada.</translation>
    </message>
    <message>
        <source>{name} was not imported</source>
        <translation>{name} no se importó</translation>
    </message>
    <message>
        <source>{spelled} is in the library</source>
        <translation>{spelled} está en la biblioteca</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Clase</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>Formato</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>Registros</translation>
    </message>
    <message>
        <source>Different</source>
        <translation>Distintos</translation>
    </message>
    <message>
        <source>With a size</source>
        <translation>Con tamaño</translation>
    </message>
    <message>
        <source>Without</source>
        <translation>Sin tamaño</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>Se conserva</translation>
    </message>
    <message>
        <source>What came in</source>
        <translation>Lo que entró</translation>
    </message>
    <message>
        <source>With a digest</source>
        <translation>Con valor hash</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Ninguno</translation>
    </message>
    <message>
        <source>By category</source>
        <translation>Por categoría</translation>
    </message>
    <message>
        <source>the list gives no category</source>
        <translation>la lista no indica categorías</translation>
    </message>
    <message>
        <source>everything came in</source>
        <translation>entró todo</translation>
    </message>
    <message>
        <source>Checks of sets</source>
        <translation>Verificaciones de conjuntos</translation>
    </message>
    <message>
        <source>No set was verified in this session. Every scan verifies the sets it uses.</source>
        <translation>En esta sesión no se verificó ningún conjunto. Cada exploración verifica los que usa.</translation>
    </message>
    <message>
        <source>{good} of {sets}: every byte is as it was written.</source>
        <translation>{good} de {sets}: cada byte está como se escribió.</translation>
    </message>
    <message>
        <source>Save all rows as CSV…</source>
        <translation>Guardar todas las filas como CSV…</translation>
    </message>
    <message>
        <source>added</source>
        <translation>añadidos</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>suprimidos</translation>
    </message>
    <message>
        <source>re-categorised</source>
        <translation>con otra categoría</translation>
    </message>
    <message>
        <source>What two versions differ in</source>
        <translation>En qué difieren dos versiones</translation>
    </message>
    <message>
        <source>Choose two versions of a set: what was added, removed and re-categorised is counted.</source>
        <translation>Elija dos versiones de un conjunto: se cuenta lo añadido, lo suprimido y lo que cambió de categoría.</translation>
    </message>
    <message>
        <source>Older version</source>
        <translation>Versión anterior</translation>
    </message>
    <message>
        <source>Newer version</source>
        <translation>Versión posterior</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Comparar</translation>
    </message>
    <message>
        <source>From</source>
        <translation>De</translation>
    </message>
    <message>
        <source>Verifying {verifying} was stopped; nothing was learnt of it.</source>
        <translation>Se detuvo la verificación de {verifying}; nada se sabe de él.</translation>
    </message>
    <message>
        <source>Trying the passphrase</source>
        <translation>Probando la contraseña</translation>
    </message>
    <message>
        <source>The passphrase was forgotten; the sets are locked again.</source>
        <translation>La contraseña se olvidó; los conjuntos vuelven a estar protegidos.</translation>
    </message>
    <message>
        <source>Unlocked for this session: {opened}.</source>
        <translation>Desbloqueado para esta sesión: {opened}.</translation>
    </message>
    <message>
        <source> Still locked, under another passphrase: {still_locked}.</source>
        <translation> Aún protegido, con otra contraseña: {still_locked}.</translation>
    </message>
    <message>
        <source>The set {spelled} with {records} records is removed from this computer. Cases keep what was found with it and can still be verified and reported; a scan that was stopped cannot be resumed without it, unless the very same set is imported again.</source>
        <translation>El conjunto {spelled}, con {records} registros, se retira de este equipo. Los casos conservan lo que se encontró con él y se pueden seguir verificando e informando; una exploración detenida no se puede reanudar sin él, salvo que se importe de nuevo exactamente el mismo conjunto.</translation>
    </message>
    <message>
        <source>Remove this set</source>
        <translation>Retirar este conjunto</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Retirar</translation>
    </message>
    <message>
        <source>{ids} rows are chosen; up to {MOST_ROWS} can be saved as chosen rows.</source>
        <translation>Hay {ids} filas elegidas; como filas elegidas se pueden guardar hasta {MOST_ROWS}.</translation>
    </message>
    <message>
        <source>Saving was stopped; nothing was written.</source>
        <translation>Se detuvo el guardado; no se escribió nada.</translation>
    </message>
    <message>
        <source>Importing {name} was stopped; nothing of it was kept.</source>
        <translation>Se detuvo la importación de {name}; nada de él se conservó.</translation>
    </message>
    <message>
        <source>CSV (*.csv)</source>
        <translation>CSV (*.csv)</translation>
    </message>
    <message>
        <source>A locked set can be compared after it is unlocked.</source>
        <translation>Un conjunto protegido se puede comparar una vez desbloqueado.</translation>
    </message>
    <message>
        <source>From {old} to {new}: </source>
        <translation>De {old} a {new}: </translation>
    </message>
    <message>
        <source>It was stopped; nothing is shown.</source>
        <translation>Se detuvo; no se muestra nada.</translation>
    </message>
    <message>
        <source>Save all rows as CSV</source>
        <translation>Guardar todas las filas como CSV</translation>
    </message>
    <message>
        <source>Saved as {chosen}.</source>
        <translation>Guardado como {chosen}.</translation>
    </message>
    <message>
        <source>; the first {rows} are shown</source>
        <translation>; se muestran {rows}, los primeros</translation>
    </message>
    <message>
        <source>No digest is in a notable and in a known set.</source>
        <translation>Ningún valor hash está en un conjunto de interés y en uno conocido.</translation>
    </message>
    <message>
        <source>{records} a digest that a known set lists too{shown}. They count as notable.</source>
        <translation>{records} un valor hash que figura también en un conjunto conocido{shown}. Cuentan como de interés.</translation>
    </message>
    <message>
        <source>both list the same digests with the same categories.</source>
        <translation>ambos enumeran los mismos valores hash con las mismas categorías.</translation>
    </message>
    <message>
        <source>Notable</source>
        <translation>De interés</translation>
    </message>
    <message>
        <source>Known, not harmless</source>
        <translation>Conocido, no inofensivo</translation>
    </message>
    <message>
        <source>What you look for. A file whose digest is listed is a hit, outcome Matched.</source>
        <translation>Lo que se busca. Un archivo cuyo valor hash figura es una coincidencia, con el resultado Coincide.</translation>
    </message>
    <message>
        <source>Software and the like, as NSRL lists it. A listed file is told as Known; it gives no hit.</source>
        <translation>Software y similares, como los enumera la NSRL. Un archivo que figura tiene el resultado Conocida; no da coincidencia.</translation>
    </message>
    <message>
        <source>not in the sets of this library</source>
        <translation>no está en los conjuntos de esta biblioteca</translation>
    </message>
    <message>
        <source>nothing to compare by digest</source>
        <translation>nada que comparar por valor hash</translation>
    </message>
    <message>
        <source>all records carry a size</source>
        <translation>todos los registros tienen tamaño</translation>
    </message>
    <message>
        <source>{unsized} without a size</source>
        <translation>{unsized} sin tamaño</translation>
    </message>
    <message>
        <source>{records}, {distinct} different</source>
        <translation>{records}, distintos {distinct}</translation>
    </message>
    <message>
        <source>digests of the empty file</source>
        <translation>valores hash del archivo vacío</translation>
    </message>
    <message numerus="yes">
        <source>%n {name} value(s)</source>
        <translation>
            <numerusform>%n valor {name}</numerusform>
            <numerusform>%n valores {name}</numerusform>
        </translation>
    </message>
    <message>
        <source>{kept}, kept and not compared</source>
        <translation>{kept}, se conservan y no se comparan</translation>
    </message>
    <message>
        <source>no</source>
        <translation>no</translation>
    </message>
    <message>
        <source>yes, unlocked for this session</source>
        <translation>sí, desbloqueado para esta sesión</translation>
    </message>
    <message>
        <source>yes; unlock it to look digests up or to scan</source>
        <translation>sí; desbloquéelo para buscar valores hash o explorar</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Versión</translation>
    </message>
    <message>
        <source>Without a size</source>
        <translation>Sin tamaño</translation>
    </message>
    <message>
        <source>{unsized}; they keep the size gate open</source>
        <translation>{unsized}; impiden el descarte por tamaño</translation>
    </message>
    <message>
        <source>none</source>
        <translation>ninguno</translation>
    </message>
    <message>
        <source>Fingerprints</source>
        <translation>Huellas</translation>
    </message>
    <message>
        <source>Source file</source>
        <translation>Archivo de origen</translation>
    </message>
    <message>
        <source>In the archive</source>
        <translation>En el archivo comprimido</translation>
    </message>
    <message>
        <source>{imported_at} UTC</source>
        <translation>{imported_at} UTC</translation>
    </message>
    <message>
        <source>With</source>
        <translation>Con</translation>
    </message>
    <message>
        <source>Fieldcase {tool_version}</source>
        <translation>Fieldcase {tool_version}</translation>
    </message>
    <message>
        <source>No set was searched.</source>
        <translation>No se buscó en ningún conjunto.</translation>
    </message>
    <message>
        <source>The digest is not in the sets of this library; {sets} searched.</source>
        <translation>El valor hash no está en los conjuntos de esta biblioteca; se buscó en {sets}.</translation>
    </message>
    <message>
        <source>None of the {asked} digests is in the sets of this library; {sets} searched.</source>
        <translation>Ninguno de los {asked} valores hash está en los conjuntos de esta biblioteca; se buscó en {sets}.</translation>
    </message>
    <message>
        <source>Listed in {records}; {sets} searched.</source>
        <translation>Figura en {records}; se buscó en {sets}.</translation>
    </message>
    <message>
        <source>{listed_digests} of {asked} digests listed, in {records}; {sets} searched.</source>
        <translation>Figuran {listed_digests} de {asked} valores hash, en {records}; se buscó en {sets}.</translation>
    </message>
    <message>
        <source>Not searched: {list}.</source>
        <translation>Sin buscar en: {list}.</translation>
    </message>
    <message>
        <source>Agrees</source>
        <translation>Concuerda</translation>
    </message>
    <message>
        <source>Differs</source>
        <translation>Difiere</translation>
    </message>
    <message>
        <source>Not checked</source>
        <translation>Sin verificar</translation>
    </message>
    <message>
        <source>left out</source>
        <translation>se deja fuera</translation>
    </message>
    <message>
        <source>Size in bytes</source>
        <translation>Tamaño en bytes</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>Categoría</translation>
    </message>
    <message>
        <source>PDQ fingerprint</source>
        <translation>Huella PDQ</translation>
    </message>
    <message>
        <source>PDQ quality</source>
        <translation>Calidad PDQ</translation>
    </message>
    <message>
        <source>Column</source>
        <translation>Columna</translation>
    </message>
    <message>
        <source>Its first values</source>
        <translation>Sus primeros valores</translation>
    </message>
    <message>
        <source>What it holds</source>
        <translation>Qué contiene</translation>
    </message>
    <message>
        <source>What column {number} {head} holds</source>
        <translation>Qué contiene la columna {number} {head}</translation>
    </message>
    <message>
        <source>Two columns are chosen as {value}; choose one.</source>
        <translation>Dos columnas están elegidas como {value}; elija una.</translation>
    </message>
    <message>
        <source>Say which column holds the digests.</source>
        <translation>Indique qué columna contiene los valores hash.</translation>
    </message>
    <message>
        <source>A quality belongs to a PDQ column, and none is chosen.</source>
        <translation>Una calidad va con una columna PDQ, y no hay ninguna elegida.</translation>
    </message>
    <message>
        <source>for tools that take Project VIC lists; with sizes and categories</source>
        <translation>para programas que leen listas de Project VIC; con tamaños y categorías</translation>
    </message>
    <message>
        <source>for spreadsheets and any tool with a column map</source>
        <translation>para hojas de cálculo y programas con asignación de columnas</translation>
    </message>
    <message>
        <source>for auditing a folder with hashdeep -a</source>
        <translation>para cotejar una carpeta con hashdeep -a</translation>
    </message>
    <message>
        <source>Save as a known-hash set</source>
        <translation>Guardar como conjunto de valores hash</translation>
    </message>
    <message>
        <source>contents of this case, for others</source>
        <translation>contenidos de este caso, para otros</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Guardar</translation>
    </message>
    <message>
        <source>{entries}, each content once</source>
        <translation>{entries}, cada contenido una vez</translation>
    </message>
    <message>
        <source>All hits in notable sets, each content once</source>
        <translation>Todas las coincidencias de interés, cada contenido una vez</translation>
    </message>
    <message>
        <source>Category of every record</source>
        <translation>Categoría de cada registro</translation>
    </message>
    <message>
        <source>as the matched records say</source>
        <translation>la de los registros coincidentes</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Archivo</translation>
    </message>
    <message>
        <source>What is saved</source>
        <translation>Qué se guarda</translation>
    </message>
    <message>
        <source>A code of the scheme the list is for. Empty: that of the records matched, where they agree.</source>
        <translation>Un código del esquema al que va destinada la lista. Vacío: el de los registros coincidentes, si concuerdan.</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Elegir…</translation>
    </message>
    <message>
        <source>Only contents with MD5, SHA-1 and SHA-256 of all their bytes are saved; what is left out is counted. Where each record comes from is written beside the file. The export goes to the chain.</source>
        <translation>Solo se guardan contenidos con MD5, SHA-1 y SHA-256 de todos sus bytes; lo que se deja fuera se cuenta. Junto al archivo se escribe de dónde procede cada registro. La exportación consta en la cadena.</translation>
    </message>
    <message>
        <source>Save the set as</source>
        <translation>Guardar el conjunto como</translation>
    </message>
    <message>
        <source>Every file (*)</source>
        <translation>Todos los archivos (*)</translation>
    </message>
    <message>
        <source>Version or date</source>
        <translation>Versión o fecha</translation>
    </message>
    <message>
        <source>Which file inside the archive</source>
        <translation>Qué archivo del comprimido</translation>
    </message>
    <message>
        <source>its name, as listed above</source>
        <translation>su nombre, como figura arriba</translation>
    </message>
    <message>
        <source>SHA-256 digests of whole files</source>
        <translation>Valores SHA-256 de archivos enteros</translation>
    </message>
    <message>
        <source>PDQ picture fingerprints: kept, not compared</source>
        <translation>Huellas de imagen PDQ: se conservan, no se comparan</translation>
    </message>
    <message>
        <source>Role *</source>
        <translation>Clase *</translation>
    </message>
    <message>
        <source>Leave out</source>
        <translation>Dejar fuera</translation>
    </message>
    <message>
        <source>The digests have 64 digits. Are they</source>
        <translation>Los valores tienen 64 dígitos. Son</translation>
    </message>
    <message>
        <source>as the file says: {version}</source>
        <translation>según el archivo: {version}</translation>
    </message>
    <message>
        <source>; it can only be notable</source>
        <translation>; solo puede ser de interés</translation>
    </message>
    <message>
        <source>; such sets are known software</source>
        <translation>; estos conjuntos son de software conocido</translation>
    </message>
    <message>
        <source>Seems to be: {form}{only}{usual}.</source>
        <translation>Parece ser: {form}{only}{usual}.</translation>
    </message>
    <message>
        <source>A table: say what its columns hold.</source>
        <translation>Una tabla: indique qué contienen sus columnas.</translation>
    </message>
    <message>
        <source>Say which file inside the archive is the set.</source>
        <translation>Indique qué archivo del comprimido es el conjunto.</translation>
    </message>
    <message>
        <source>say which</source>
        <translation>indique cuál</translation>
    </message>
    <message>
        <source>Say what the 64 digits are: the two cannot be told apart by looking.</source>
        <translation>Indique qué son los 64 dígitos: a la vista no se distinguen.</translation>
    </message>
    <message>
        <source>Role of the set</source>
        <translation>Clase de conjunto</translation>
    </message>
    <message>
        <source>Hash sets (*.txt *.csv *.tsv *.md5 *.sha1 *.sha256 *.json *.db *.sqlite *.sql *.kdb *.hash *.hsh *.hashdeep *.gz *.zip);;Every file (*)</source>
        <translation>Conjuntos (*.txt *.csv *.tsv *.md5 *.sha1 *.sha256 *.json *.db *.sqlite *.sql *.kdb *.hash *.hsh *.hashdeep *.gz *.zip);;Todos los archivos (*)</translation>
    </message>
    <message>
        <source>Import a set</source>
        <translation>Importar un conjunto</translation>
    </message>
    <message>
        <source>into the library of this computer</source>
        <translation>a la biblioteca de este equipo</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importar</translation>
    </message>
    <message>
        <source>Locked: the index holds keyed digests, and a passphrase opens it</source>
        <translation>Protegido: el índice guarda valores hash con clave, y una contraseña lo abre</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>Contraseña</translation>
    </message>
    <message>
        <source>The same passphrase again</source>
        <translation>La misma contraseña otra vez</translation>
    </message>
    <message>
        <source>Choose files…</source>
        <translation>Elegir archivos…</translation>
    </message>
    <message>
        <source>Who finds the laptop cannot read the list. Without the passphrase nobody can use the set, and there is no way around it: import the file again. Sizes and categories stay readable.</source>
        <translation>Quien encuentre el equipo portátil no puede leer la lista. Sin la contraseña nadie puede usar el conjunto, y solo queda importar el archivo de nuevo. Los tamaños y las categorías siguen siendo legibles.</translation>
    </message>
    <message>
        <source>Files, role and lock of the sets to import</source>
        <translation>Archivos, clase y protección de los conjuntos que se importan</translation>
    </message>
    <message>
        <source>The form is told by the content. A file that is cut or malformed is refused whole. Digests of the empty file are dropped and counted.</source>
        <translation>El formato se reconoce por el contenido. Un archivo cortado o mal formado se rechaza entero. Los valores hash del archivo vacío se desechan y se cuentan.</translation>
    </message>
    <message>
        <source>{files}, one after the other</source>
        <translation>{files}, uno tras otro</translation>
    </message>
    <message>
        <source>Looking into the file</source>
        <translation>Examinando el archivo</translation>
    </message>
    <message>
        <source>at least {SHORTEST_PASSPHRASE} characters</source>
        <translation>al menos {SHORTEST_PASSPHRASE} caracteres</translation>
    </message>
    <message>
        <source>is not the same</source>
        <translation>no es la misma</translation>
    </message>
    <message>
        <source>for this session</source>
        <translation>para esta sesión</translation>
    </message>
    <message>
        <source>Locked in this library: {names}.</source>
        <translation>Protegido en esta biblioteca: {names}.</translation>
    </message>
    <message>
        <source>It is kept in memory only, until this window closes, and is never written. Trying it takes about a second.</source>
        <translation>Se guarda solo en la memoria, hasta que se cierra esta ventana, y nunca se escribe. Probarla lleva cerca de un segundo.</translation>
    </message>
</context>
<context>
    <name>settings</name>
    <message>
        <source>Stored. It is in force as soon as the work that runs has ended, or with the next start.</source>
        <translation>Guardado. Vale en cuanto termine el trabajo en curso, o desde el próximo inicio.</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Ajustes</translation>
    </message>
    <message>
        <source>They are of this computer, not of a case. Each is in force as soon as it was chosen.</source>
        <translation>Son de este equipo, no de un caso. Cada uno vale en cuanto se elige.</translation>
    </message>
    <message>
        <source>Undo to default</source>
        <translation>Volver al valor inicial</translation>
    </message>
    <message>
        <source>{setting}: undo to default</source>
        <translation>{setting}: volver al valor inicial</translation>
    </message>
    <message>
        <source>On</source>
        <translation>Activado</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Elegir…</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Ninguno</translation>
    </message>
    <message>
        <source>Not supplied</source>
        <translation>No consta</translation>
    </message>
    <message>
        <source>a whole number from {least} to {most}, or 0 for none</source>
        <translation>un número entero de {least} a {most}, o 0 para ninguno</translation>
    </message>
    <message>
        <source>yes or no</source>
        <translation>sí o no</translation>
    </message>
    <message>
        <source>one of the choices</source>
        <translation>una de las opciones</translation>
    </message>
    <message>
        <source>You and your agency</source>
        <translation>Usted y su organismo</translation>
    </message>
    <message>
        <source>Scans and sets</source>
        <translation>Exploraciones y conjuntos</translation>
    </message>
    <message>
        <source>Looking at content</source>
        <translation>Mirar contenidos</translation>
    </message>
    <message>
        <source>How the desktop looks</source>
        <translation>Aspecto del escritorio</translation>
    </message>
    <message>
        <source>Where things lie</source>
        <translation>Dónde están las cosas</translation>
    </message>
    <message>
        <source>Examiner</source>
        <translation>Examinador</translation>
    </message>
    <message>
        <source>Your name as a new case begins with it and the report prints it.</source>
        <translation>Su nombre, con el que empieza un caso nuevo y que imprime el informe.</translation>
    </message>
    <message>
        <source>Agency</source>
        <translation>Organismo</translation>
    </message>
    <message>
        <source>The name on the front page of a new case&apos;s report.</source>
        <translation>El nombre en la portada del informe de un caso nuevo.</translation>
    </message>
    <message>
        <source>Address of the agency</source>
        <translation>Dirección del organismo</translation>
    </message>
    <message>
        <source>Stands below the name of the agency.</source>
        <translation>Figura bajo el nombre del organismo.</translation>
    </message>
    <message>
        <source>Logo of the agency</source>
        <translation>Logotipo del organismo</translation>
    </message>
    <message>
        <source>A PNG picture; a new case keeps its own copy for the report.</source>
        <translation>Una imagen PNG; un caso nuevo guarda su propia copia para el informe.</translation>
    </message>
    <message>
        <source>Profile of a scan</source>
        <translation>Perfil de una exploración</translation>
    </message>
    <message>
        <source>The profile that a scan plan begins with; it can be changed for each scan.</source>
        <translation>El perfil con el que empieza un plan; se puede cambiar en cada exploración.</translation>
    </message>
    <message>
        <source>Sets that must be loaded</source>
        <translation>Conjuntos que deben cargarse</translation>
    </message>
    <message>
        <source>One name a line. A scan plan warns when one of them is missing.</source>
        <translation>Un nombre por línea. El plan avisa cuando falta alguno.</translation>
    </message>
    <message>
        <source>Sound on the first hit</source>
        <translation>Sonido en la primera coincidencia</translation>
    </message>
    <message>
        <source>One short sound when a scan finds its first match, so that you hear it next door.</source>
        <translation>Un sonido breve cuando una exploración halla su primera coincidencia, para oírlo desde al lado.</translation>
    </message>
    <message>
        <source>Remind me of a break</source>
        <translation>Recordar una pausa</translation>
    </message>
    <message>
        <source>A quiet line after so many minutes in which content was looked at; 0: no reminder.</source>
        <translation>Una línea discreta tras tantos minutos mirando contenidos; 0: sin aviso.</translation>
    </message>
    <message>
        <source>minutes</source>
        <translation>minutos</translation>
    </message>
    <message>
        <source>My own limit of looks a day</source>
        <translation>Mi límite diario de miradas</translation>
    </message>
    <message>
        <source>You are told when you have looked at so many files; 0: no limit. A case may have a stricter one, set by a supervisor.</source>
        <translation>Se avisa cuando se han mirado tantos archivos; 0: sin límite. Un caso puede tener uno más estricto, fijado por un supervisor.</translation>
    </message>
    <message>
        <source>files a day</source>
        <translation>archivos al día</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Idioma</translation>
    </message>
    <message>
        <source>The language of this desktop. Each report has its own; what the program says of a file that cannot be read stays in English.</source>
        <translation>El idioma de este escritorio. Cada informe tiene el suyo; lo que el programa dice de un archivo que no puede leer queda en inglés.</translation>
    </message>
    <message>
        <source>As the computer</source>
        <translation>Como el equipo</translation>
    </message>
    <message>
        <source>Dark or light</source>
        <translation>Oscuro o claro</translation>
    </message>
    <message>
        <source>Dark for a van at night, light for daylight and paper.</source>
        <translation>Oscuro para una furgoneta de noche, claro para la luz del día y el papel.</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Oscuro</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Claro</translation>
    </message>
    <message>
        <source>Size of the text</source>
        <translation>Tamaño del texto</translation>
    </message>
    <message>
        <source>Larger text needs more room: panels stack, and pages scroll.</source>
        <translation>Un texto mayor necesita más sitio: los paneles se apilan y las páginas se desplazan.</translation>
    </message>
    <message>
        <source>Times are shown in</source>
        <translation>Las horas se muestran en</translation>
    </message>
    <message>
        <source>Only how times are shown: cases and reports keep UTC. Local times show their distance from it.</source>
        <translation>Solo cómo se muestran: los casos y los informes guardan UTC. Las horas locales muestran su diferencia.</translation>
    </message>
    <message>
        <source>The zone of this computer</source>
        <translation>El huso de este equipo</translation>
    </message>
    <message>
        <source>Cases lie in</source>
        <translation>Los casos están en</translation>
    </message>
    <message>
        <source>Where a new case is made and where opening one begins.</source>
        <translation>Dónde se crea un caso nuevo y dónde se empieza a buscar para abrir uno.</translation>
    </message>
    <message>
        <source>Known-hash sets lie in</source>
        <translation>Los conjuntos están en</translation>
    </message>
    <message>
        <source>The library that scans compare with. Sets in the folder before stay where they are.</source>
        <translation>La biblioteca con la que comparan las exploraciones. Los conjuntos de la carpeta anterior quedan donde están.</translation>
    </message>
</context>
<context>
    <name>start</name>
    <message>
        <source>Self-test</source>
        <translation>Autocomprobación</translation>
    </message>
    <message>
        <source>Examiner key</source>
        <translation>Clave del examinador</translation>
    </message>
    <message>
        <source>Sets</source>
        <translation>Conjuntos</translation>
    </message>
    <message>
        <source>Set age</source>
        <translation>Edad de los conjuntos</translation>
    </message>
    <message>
        <source>Room for cases</source>
        <translation>Espacio para casos</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>Reloj</translation>
    </message>
    <message>
        <source>Recent cases</source>
        <translation>Casos recientes</translation>
    </message>
    <message>
        <source>Fieldcase {version}, program digest</source>
        <translation>Fieldcase {version}, valor hash del programa</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Inicio</translation>
    </message>
    <message>
        <source>You can drop a case folder anywhere on this window; a bundle, its zip or a disclosure dropped here is verified.</source>
        <translation>Se puede soltar una carpeta de caso en cualquier lugar de esta ventana; si se suelta un paquete, su zip o una comunicación de registros, se verifica.</translation>
    </message>
    <message>
        <source>Practice case</source>
        <translation>Caso de prácticas</translation>
    </message>
    <message>
        <source>Practice</source>
        <translation>Prácticas</translation>
    </message>
    <message>
        <source>Builds a small disk image and a set, then walks through scan, findings, report and check. About ten minutes; nothing goes into a real case.</source>
        <translation>Crea una pequeña imagen de disco y un conjunto, y recorre exploración, hallazgos, informe y comprobación. Unos diez minutos; nada va a un caso real.</translation>
    </message>
    <message>
        <source>Ready for work</source>
        <translation>Listo para trabajar</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>Comprobar de nuevo</translation>
    </message>
    <message>
        <source>No cases yet. Make a new case, or open the practice case to see how the work goes.</source>
        <translation>Aún no hay casos. Cree un caso nuevo o abra el caso de prácticas para ver cómo se trabaja.</translation>
    </message>
    <message>
        <source>choose</source>
        <translation>elegir</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Intro</translation>
    </message>
    <message>
        <source>open</source>
        <translation>abrir</translation>
    </message>
    <message>
        <source>Del</source>
        <translation>Supr</translation>
    </message>
    <message>
        <source>take off the list</source>
        <translation>quitar de la lista</translation>
    </message>
    <message>
        <source>checked {time}</source>
        <translation>comprobado: {time}</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>Comprobando…</translation>
    </message>
    <message>
        <source>Run it</source>
        <translation>Ejecutarla</translation>
    </message>
    <message>
        <source>Not run on this laptop yet</source>
        <translation>Aún sin ejecutar en este equipo portátil</translation>
    </message>
    <message>
        <source>Failed {time}: do not scan with this program</source>
        <translation>Fallida, {time}: no explore con este programa</translation>
    </message>
    <message>
        <source>Passed {time}, by another version of the program</source>
        <translation>Superada, {time}, con otra versión del programa</translation>
    </message>
    <message numerus="yes">
        <source>Passed: %n known answer(s)</source>
        <translation>
            <numerusform>Superada: %n respuesta conocida</numerusform>
            <numerusform>Superada: %n respuestas conocidas</numerusform>
        </translation>
    </message>
    <message>
        <source>{answers}, positive and negative control</source>
        <translation>{answers}, control positivo y negativo</translation>
    </message>
    <message>
        <source>The card {name}</source>
        <translation>La tarjeta {name}</translation>
    </message>
    <message>
        <source>{where}; its passphrase is asked for once a session</source>
        <translation>{where}; su contraseña se pide una vez por sesión</translation>
    </message>
    <message>
        <source>Open it</source>
        <translation>Abrirla</translation>
    </message>
    <message>
        <source>None yet: scans and reports would not be signed.</source>
        <translation>Aún ninguna: las exploraciones y los informes quedarían sin firmar.</translation>
    </message>
    <message>
        <source>Make or choose one</source>
        <translation>Crear o elegir una</translation>
    </message>
    <message>
        <source>Another key</source>
        <translation>Otra clave</translation>
    </message>
    <message>
        <source>{name}, certificate ended {date}</source>
        <translation>{name}, certificado caducado: {date}</translation>
    </message>
    <message>
        <source>{name}, certificate valid until {date} only</source>
        <translation>{name}, certificado válido solo hasta {date}</translation>
    </message>
    <message>
        <source>{name}, certificate valid until {date}</source>
        <translation>{name}, certificado válido hasta {date}</translation>
    </message>
    <message>
        <source>Missing, though it must be loaded: {names}</source>
        <translation>Falta, y debe estar cargado: {names}</translation>
    </message>
    <message>
        <source>Import a set</source>
        <translation>Importar un conjunto</translation>
    </message>
    <message>
        <source>No notable set is loaded: a scan would compare with nothing.</source>
        <translation>Ningún conjunto de interés cargado: una exploración no compararía con nada.</translation>
    </message>
    <message>
        <source>{number} loaded, {records}, newest {date}</source>
        <translation>{number} cargados, {records}, el último: {date}</translation>
    </message>
    <message>
        <source>The oldest notable set was imported today</source>
        <translation>El conjunto de interés más antiguo se importó hoy</translation>
    </message>
    <message numerus="yes">
        <source>The oldest notable set is %n day(s) old</source>
        <translation>
            <numerusform>El conjunto de interés más antiguo tiene %n día</numerusform>
            <numerusform>El conjunto de interés más antiguo tiene %n días</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&quot;{name}&quot; is %n day(s) old.</source>
        <translation>
            <numerusform>«{name}» tiene %n día.</numerusform>
            <numerusform>«{name}» tiene %n días.</numerusform>
        </translation>
    </message>
    <message>
        <source>Import a newer one</source>
        <translation>Importar uno más reciente</translation>
    </message>
    <message>
        <source>The disk of {folder} does not answer</source>
        <translation>El disco de {folder} no responde</translation>
    </message>
    <message>
        <source>{size} free; a case takes about 2 GB for each 1,000,000 entries</source>
        <translation>{size} libres; un caso ocupa unos 2 GB por cada 1&#xa0;000&#xa0;000 de entradas</translation>
    </message>
    <message>
        <source>{now}, before what was recorded here {last}: set the clock</source>
        <translation>{now}, anterior a lo registrado aquí: {last}. Ajuste el reloj</translation>
    </message>
    <message>
        <source>{now}, later than all recorded here; compare it with a reference</source>
        <translation>{now}, posterior a todo lo registrado aquí; compárelo con una referencia</translation>
    </message>
    <message>
        <source>Case and place</source>
        <translation>Caso y lugar</translation>
    </message>
    <message>
        <source>Exhibits</source>
        <translation>Evidencias</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Result so far</source>
        <translation>Resultado por ahora</translation>
    </message>
    <message>
        <source>No exhibits yet</source>
        <translation>Sin evidencias aún</translation>
    </message>
    <message>
        <source>Not scanned yet</source>
        <translation>Aún sin explorar</translation>
    </message>
    <message>
        <source>Report written</source>
        <translation>Informe escrito</translation>
    </message>
    <message>
        <source>Last opened ({zone})</source>
        <translation>Abierto ({zone})</translation>
    </message>
    <message>
        <source>no title</source>
        <translation>sin título</translation>
    </message>
    <message>
        <source>today {time}</source>
        <translation>hoy {time}</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>Falta</translation>
    </message>
    <message>
        <source>The folder is missing</source>
        <translation>Falta la carpeta</translation>
    </message>
    <message>
        <source>This case cannot be read</source>
        <translation>Este caso no se puede leer</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Leyendo…</translation>
    </message>
    <message>
        <source>Locked: {scheme}</source>
        <translation>Cifrado: {scheme}</translation>
    </message>
    <message>
        <source>nothing compared inside</source>
        <translation>nada comparado dentro</translation>
    </message>
    <message>
        <source>Could not be read</source>
        <translation>No se pudo leer</translation>
    </message>
    <message>
        <source>Nothing compared so far</source>
        <translation>Nada comparado por ahora</translation>
    </message>
    <message numerus="yes">
        <source>{found} of %n exhibit(s)</source>
        <translation>
            <numerusform>{found} de %n evidencia</numerusform>
            <numerusform>{found} de %n evidencias</numerusform>
        </translation>
    </message>
    <message>
        <source>{share} compared</source>
        <translation>{share} comparado</translation>
    </message>
    <message>
        <source>{labels} locked</source>
        <translation>{labels}: cifrado</translation>
    </message>
    <message>
        <source>part of {labels} unread</source>
        <translation>parte de {labels} sin leer</translation>
    </message>
    <message>
        <source>Disk images (*.dd *.raw *.img *.001 *.000 *.aa *.E01 *.e01 *.Ex01 *.s01 *.iso *.qcow2 *.vdi *.vmdk *.vhd *.vhdx *.dmg *.hds DiskDescriptor.xml);;Every file (*)</source>
        <translation>Imágenes de disco (*.dd *.raw *.img *.001 *.000 *.aa *.E01 *.e01 *.Ex01 *.s01 *.iso *.qcow2 *.vdi *.vmdk *.vhd *.vhdx *.dmg *.hds DiskDescriptor.xml);;Todos los archivos (*)</translation>
    </message>
    <message>
        <source>New case</source>
        <translation>Caso nuevo</translation>
    </message>
    <message>
        <source>* needed for the report</source>
        <translation>* necesario para el informe</translation>
    </message>
    <message>
        <source>Make the case</source>
        <translation>Crear el caso</translation>
    </message>
    <message>
        <source>Case number</source>
        <translation>Número de caso</translation>
    </message>
    <message>
        <source>for example FL-2026-0417</source>
        <translation>por ejemplo, FL-2026-0417</translation>
    </message>
    <message>
        <source>Title or place</source>
        <translation>Título o lugar</translation>
    </message>
    <message>
        <source>Examiner</source>
        <translation>Examinador</translation>
    </message>
    <message>
        <source>Agency</source>
        <translation>Organismo</translation>
    </message>
    <message>
        <source>Legal authority</source>
        <translation>Autorización legal</translation>
    </message>
    <message>
        <source>warrant or consent, with its number</source>
        <translation>orden judicial o consentimiento, con su número</translation>
    </message>
    <message>
        <source>The case lies in</source>
        <translation>El caso está en</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Elegir…</translation>
    </message>
    <message>
        <source>Empty fields print as Not supplied. The case is a folder of its own; nothing is written beside the evidence.</source>
        <translation>Los campos vacíos se imprimen como «No consta». El caso es una carpeta propia; nada se escribe junto a la evidencia.</translation>
    </message>
    <message>
        <source>Where the case lies</source>
        <translation>Dónde está el caso</translation>
    </message>
    <message>
        <source>Add exhibit</source>
        <translation>Añadir evidencia</translation>
    </message>
    <message>
        <source>a disk image, opened read-only</source>
        <translation>una imagen de disco, abierta solo para lectura</translation>
    </message>
    <message>
        <source>Image file (the first segment finds the others)</source>
        <translation>Archivo de imagen (el primer segmento lleva a los demás)</translation>
    </message>
    <message>
        <source>Item number</source>
        <translation>Número de objeto</translation>
    </message>
    <message>
        <source>What it is</source>
        <translation>Qué es</translation>
    </message>
    <message>
        <source>for example: Desktop disk 1 TB, Norvik NX1000, under desk</source>
        <translation>por ejemplo: disco de 1 TB, Norvik NX1000, bajo la mesa</translation>
    </message>
    <message>
        <source>Raw and split raw images (.dd .raw .img .001 .aa), EWF (.E01), virtual disks (.qcow2 .vdi .vmdk .vhd .vhdx .hds) and .dmg. Container, size, stored digests and volumes are read and recorded.</source>
        <translation>Imágenes raw y raw divididas (.dd .raw .img .001 .aa), EWF (.E01), discos virtuales (.qcow2 .vdi .vmdk .vhd .vhdx .hds) y .dmg. Se leen y registran el contenedor, el tamaño, los valores hash guardados y los volúmenes.</translation>
    </message>
    <message>
        <source>Adding is an event of the custody chain. Nothing is written to or beside the source.</source>
        <translation>Añadir es un evento de la cadena de custodia. Nada se escribe en la fuente ni junto a ella.</translation>
    </message>
    <message>
        <source>Disk image</source>
        <translation>Imagen de disco</translation>
    </message>
    <message>
        <source>Choose: {title}</source>
        <translation>Elegir: {title}</translation>
    </message>
</context>
<context>
    <name>tour</name>
    <message>
        <source>Practice tour</source>
        <translation>Recorrido de prácticas</translation>
    </message>
    <message>
        <source>Show me the page</source>
        <translation>Mostrar la página</translation>
    </message>
    <message>
        <source>Next step</source>
        <translation>Paso siguiente</translation>
    </message>
    <message>
        <source>Step back</source>
        <translation>Paso anterior</translation>
    </message>
    <message>
        <source>Leave the tour</source>
        <translation>Salir del recorrido</translation>
    </message>
    <message>
        <source>Unfold</source>
        <translation>Desplegar</translation>
    </message>
    <message>
        <source>Fold</source>
        <translation>Plegar</translation>
    </message>
    <message>
        <source>Close the tour</source>
        <translation>Cerrar el recorrido</translation>
    </message>
    <message>
        <source>All {number} steps are done</source>
        <translation>Los {number} pasos están hechos</translation>
    </message>
    <message>
        <source>That is the whole flow</source>
        <translation>Este es todo el trabajo</translation>
    </message>
    <message>
        <source>A real case goes the same way: new case, exhibits, plan, scan, findings, report. F1 helps on every page, Ctrl K finds every command. Nothing of this went into a real case.</source>
        <translation>Un caso real sigue el mismo camino: caso nuevo, evidencias, plan, exploración, hallazgos, informe. F1 ayuda en cada página, Ctrl K encuentra cada orden. Nada de esto entró en un caso real.</translation>
    </message>
    <message>
        <source>Step {number} of {all}</source>
        <translation>Paso {number} de {all}</translation>
    </message>
    <message>
        <source>Read the board</source>
        <translation>Lea el tablero</translation>
    </message>
    <message>
        <source>The board is the home of a case: one card for each exhibit, and above them one sentence with what is known so far. A verdict always stands beside its limit, the share that was compared. Choose the card with the arrow keys and press Enter: it leads to what was found.</source>
        <translation>El tablero es el punto de partida de un caso: una tarjeta por evidencia y, sobre ellas, una frase con lo que se sabe por ahora. Un veredicto figura siempre junto a su límite, la parte comparada. Elija la tarjeta con las flechas y pulse Intro: lleva a lo que se encontró.</translation>
    </message>
    <message>
        <source>Plan a scan</source>
        <translation>Planifique una exploración</translation>
    </message>
    <message>
        <source>Back on the board, press S. The plan says what a scan would read before it reads anything: the profile, the sets, how many bytes, how long. Look at it and leave with Esc; this case was scanned already.</source>
        <translation>De vuelta en el tablero, pulse S. El plan dice qué leería una exploración antes de leer nada: el perfil, los conjuntos, cuántos bytes, cuánto tiempo. Mírelo y salga con Esc; este caso ya se exploró.</translation>
    </message>
    <message>
        <source>Watch a scan</source>
        <translation>Siga una exploración</translation>
    </message>
    <message>
        <source>Alt 2 shows the scan: while it runs its speed, what holds it up and each hit as it comes; afterwards what was read and what was not. The sum closes: every entry has exactly one outcome.</source>
        <translation>Alt 2 muestra la exploración: mientras dura, su velocidad, lo que la frena y cada coincidencia según llega; después, qué se leyó y qué no. La suma cuadra: cada entrada tiene exactamente un resultado.</translation>
    </message>
    <message>
        <source>Go through the findings</source>
        <translation>Recorra los hallazgos</translation>
    </message>
    <message>
        <source>Alt 3 lists what matched a set. You see facts, never pictures: name, size, the record that it equals. J and K go down and up; the line above filters, for example size:&gt;1MB.</source>
        <translation>Alt 3 enumera lo que coincide con un conjunto. Se ven datos, nunca imágenes: nombre, tamaño, el registro con el que coincide. J y K bajan y suben; la línea de arriba filtra, por ejemplo size:&gt;1MB.</translation>
    </message>
    <message>
        <source>Mark a finding</source>
        <translation>Marque un hallazgo</translation>
    </message>
    <message>
        <source>Choose a finding and press a digit: it is put into that category. The mark is an event of the custody chain with your name; Ctrl Z takes it back, and that is an event too.</source>
        <translation>Elija un hallazgo y pulse una cifra: queda en esa categoría. La marca es un evento de la cadena de custodia con su nombre; Ctrl Z la retira, y eso también es un evento.</translation>
    </message>
    <message>
        <source>Look, deliberately</source>
        <translation>Mire, a conciencia</translation>
    </message>
    <message>
        <source>Nothing is shown while no key is held. Choose a picture, give a reason and hold Space: first a line drawing; with the right arrow grey, blurred, plain. Let go and it is gone. The pictures of this case are drawn landscapes. Each look is counted and written into the chain.</source>
        <translation>Nada se muestra mientras no se mantiene pulsada una tecla. Elija una imagen, indique un motivo y mantenga Espacio: primero un dibujo de líneas; con la flecha derecha, en gris, desenfocado, tal cual. Al soltar desaparece. Las imágenes de este caso son paisajes dibujados. Cada mirada se cuenta y se escribe en la cadena.</translation>
    </message>
    <message>
        <source>See the whole disk</source>
        <translation>Vea el disco entero</translation>
    </message>
    <message>
        <source>The disk map draws the image to scale: volumes, what was read, what was not, and where the hits lie. Click on a place to see what is there.</source>
        <translation>El mapa del disco dibuja la imagen a escala: los volúmenes, qué se leyó, qué no y dónde están las coincidencias. Haga clic en un lugar para ver qué hay.</translation>
    </message>
    <message>
        <source>Read the chain of custody</source>
        <translation>Lea la cadena de custodia</translation>
    </message>
    <message>
        <source>Everything that was done stands here, newest first, also your mark and your look. Each event holds the digest of the one before, so that nothing can be changed or left out unseen.</source>
        <translation>Aquí figura todo lo que se hizo, lo más reciente primero, también su marca y su mirada. Cada evento contiene el valor hash del anterior, de modo que nada se puede cambiar ni quitar sin que se note.</translation>
    </message>
    <message>
        <source>Write the report</source>
        <translation>Escriba el informe</translation>
    </message>
    <message>
        <source>Choose what the report holds and write it: a bundle with pages to read, lists to work with and the chain. You are asked for a key; a practice report may go without.</source>
        <translation>Elija qué contiene el informe y escríbalo: un paquete con páginas para leer, listas para trabajar y la cadena. Se pide una clave; un informe de prácticas puede ir sin ella.</translation>
    </message>
    <message>
        <source>Verify a bundle</source>
        <translation>Verifique un paquete</translation>
    </message>
    <message>
        <source>Whoever receives the bundle can check it without the case. Press Ctrl Shift V and choose the folder or the zip that was just written, or drop it on this window.</source>
        <translation>Quien recibe el paquete lo puede verificar sin el caso. Pulse Ctrl Mayús V y elija la carpeta o el zip que se acaba de escribir, o suéltelo en esta ventana.</translation>
    </message>
</context>
<context>
    <name>verify</name>
    <message>
        <source>Open or make a case first, then drop the image into it. Bundles, their zips and disclosures can be dropped at any time, to be verified.</source>
        <translation>Abra o cree antes un caso y suelte en él la imagen. Los paquetes, sus zip y las comunicaciones se pueden soltar en cualquier momento, para verificarlos.</translation>
    </message>
    <message>
        <source>Drop a bundle folder, its zip, a disclosure or a case here, or choose one.</source>
        <translation>Suelte aquí la carpeta de un paquete, su zip, una comunicación o un caso, o elija uno.</translation>
    </message>
    <message>
        <source>Ask the sender for it again, and keep this one as it is. A difference says that it is not what was sealed; it does not say who changed it, or why.</source>
        <translation>Pídalo otra vez a quien lo envió y conserve este como está. Una diferencia dice que no es lo que se selló; no dice quién lo cambió ni por qué.</translation>
    </message>
    <message>
        <source>Verdict by part</source>
        <translation>Veredicto por parte</translation>
    </message>
    <message>
        <source>Parts</source>
        <translation>Partes</translation>
    </message>
    <message>
        <source>With other tools: see VERIFY.txt in it.</source>
        <translation>Con otros programas: véase su VERIFY.txt.</translation>
    </message>
    <message>
        <source>Every part is tried, also after a difference.</source>
        <translation>Se prueban todas las partes, también tras una diferencia.</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Verificación</translation>
    </message>
    <message>
        <source>It proves</source>
        <translation>Demuestra</translation>
    </message>
    <message>
        <source>It does not prove</source>
        <translation>No demuestra</translation>
    </message>
    <message>
        <source>The difference: {part_name}</source>
        <translation>La diferencia: {part_name}</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>Qué hacer</translation>
    </message>
    <message>
        <source>Bundles and disclosures (*.zip *.json);;Every file (*)</source>
        <translation>Paquetes y comunicaciones (*.zip *.json);;Todos los archivos (*)</translation>
    </message>
    <message>
        <source>Verify a zip or a disclosure</source>
        <translation>Verificar un zip o una comunicación</translation>
    </message>
    <message>
        <source>Verify a bundle folder or a case</source>
        <translation>Verificar la carpeta de un paquete o un caso</translation>
    </message>
    <message>
        <source>Save the result as a page to print</source>
        <translation>Guardar el resultado como página para imprimir</translation>
    </message>
    <message>
        <source>The result lies in {file}.</source>
        <translation>El resultado está en {file}.</translation>
    </message>
    <message>
        <source>The check was stopped; nothing was learnt.</source>
        <translation>Se detuvo la verificación; nada se sabe.</translation>
    </message>
    <message>
        <source>Checked {when}: {what}</source>
        <translation>Verificado {when}: {what}</translation>
    </message>
</context>
<context>
    <name>words</name>
    <message>
        <source>Ctrl</source>
        <translation>Ctrl</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>Mayús</translation>
    </message>
    <message>
        <source>Alt</source>
        <translation>Alt</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Intro</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Del</source>
        <translation>Supr</translation>
    </message>
    <message>
        <source>Backspace</source>
        <translation>Retroceso</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Espacio</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>Arriba</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>Abajo</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Izquierda</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>Derecha</translation>
    </message>
    <message>
        <source>Home</source>
        <translation>Inicio</translation>
    </message>
    <message>
        <source>End</source>
        <translation>Fin</translation>
    </message>
    <message>
        <source>Page up</source>
        <translation>Re Pág</translation>
    </message>
    <message>
        <source>Page down</source>
        <translation>Av Pág</translation>
    </message>
    <message>
        <source>needs an open case</source>
        <translation>necesita un caso abierto</translation>
    </message>
    <message>
        <source>works on the pages Findings and Files</source>
        <translation>funciona en las páginas Hallazgos y Archivos</translation>
    </message>
    <message>
        <source>works on the start page</source>
        <translation>funciona en la página de inicio</translation>
    </message>
    <message>
        <source>works on the page Board</source>
        <translation>funciona en la página Tablero</translation>
    </message>
    <message>
        <source>works on the page Scan</source>
        <translation>funciona en la página Exploración</translation>
    </message>
    <message>
        <source>works on the page Findings</source>
        <translation>funciona en la página Hallazgos</translation>
    </message>
    <message>
        <source>works on the page Files</source>
        <translation>funciona en la página Archivos</translation>
    </message>
    <message>
        <source>works on the page Map</source>
        <translation>funciona en la página Mapa</translation>
    </message>
    <message>
        <source>works on the page Custody</source>
        <translation>funciona en la página Custodia</translation>
    </message>
    <message>
        <source>works on the page Report</source>
        <translation>funciona en la página Informe</translation>
    </message>
    <message>
        <source>works on the page Sets</source>
        <translation>funciona en la página Conjuntos</translation>
    </message>
    <message>
        <source>works on the page Verify</source>
        <translation>funciona en la página Verificación</translation>
    </message>
    <message>
        <source>works on the page Settings</source>
        <translation>funciona en la página Ajustes</translation>
    </message>
    <message>
        <source>not possible at the moment</source>
        <translation>no es posible en este momento</translation>
    </message>
    <message numerus="yes">
        <source>%n byte(s)</source>
        <translation>
            <numerusform>%n byte</numerusform>
            <numerusform>%n bytes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n check(s)</source>
        <translation>
            <numerusform>%n comprobación</numerusform>
            <numerusform>%n comprobaciones</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n chosen entr(y/ies)</source>
        <translation>
            <numerusform>%n entrada elegida</numerusform>
            <numerusform>%n entradas elegidas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n content(s)</source>
        <translation>
            <numerusform>%n contenido</numerusform>
            <numerusform>%n contenidos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n digest(s)</source>
        <translation>
            <numerusform>%n valor hash</numerusform>
            <numerusform>%n valores hash</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n entr(y/ies)</source>
        <translation>
            <numerusform>%n entrada</numerusform>
            <numerusform>%n entradas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n event(s)</source>
        <translation>
            <numerusform>%n evento</numerusform>
            <numerusform>%n eventos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n exhibit(s)</source>
        <translation>
            <numerusform>%n evidencia</numerusform>
            <numerusform>%n evidencias</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n fault(s)</source>
        <translation>
            <numerusform>%n incidencia</numerusform>
            <numerusform>%n incidencias</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n field(s)</source>
        <translation>
            <numerusform>%n campo</numerusform>
            <numerusform>%n campos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n archivo</numerusform>
            <numerusform>%n archivos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n finding(s)</source>
        <translation>
            <numerusform>%n hallazgo</numerusform>
            <numerusform>%n hallazgos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n folder(s)</source>
        <translation>
            <numerusform>%n carpeta</numerusform>
            <numerusform>%n carpetas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n known</source>
        <translation>
            <numerusform>%n conocido</numerusform>
            <numerusform>%n conocidos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n line(s)</source>
        <translation>
            <numerusform>%n línea</numerusform>
            <numerusform>%n líneas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n matched file(s)</source>
        <translation>
            <numerusform>%n archivo coincidente</numerusform>
            <numerusform>%n archivos coincidentes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n notable</source>
        <translation>
            <numerusform>%n de interés</numerusform>
            <numerusform>%n de interés</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n notable( record has/ records have)</source>
        <translation>
            <numerusform>%n registro de interés tiene</numerusform>
            <numerusform>%n registros de interés tienen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n part(s)</source>
        <translation>
            <numerusform>%n parte</numerusform>
            <numerusform>%n partes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n record(s)</source>
        <translation>
            <numerusform>%n registro</numerusform>
            <numerusform>%n registros</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n segment(s)</source>
        <translation>
            <numerusform>%n segmento</numerusform>
            <numerusform>%n segmentos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n set(s)</source>
        <translation>
            <numerusform>%n conjunto</numerusform>
            <numerusform>%n conjuntos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n stamp(s)</source>
        <translation>
            <numerusform>%n sello de tiempo</numerusform>
            <numerusform>%n sellos de tiempo</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n volume(s)</source>
        <translation>
            <numerusform>%n volumen</numerusform>
            <numerusform>%n volúmenes</numerusform>
        </translation>
    </message>
    <message>
        <source>Checking the seals of</source>
        <translation>Comprobando las garantías de</translation>
    </message>
    <message>
        <source>Another piece of work is still running; it is named in the status bar.</source>
        <translation>Hay otro trabajo en marcha; figura en la barra de estado.</translation>
    </message>
    <message>
        <source>A scan started in this window is still running; stop it or wait for it.</source>
        <translation>Una exploración iniciada en esta ventana sigue en marcha; deténgala o espere a que termine.</translation>
    </message>
    <message>
        <source>Adding the exhibit</source>
        <translation>Añadiendo la evidencia</translation>
    </message>
    <message>
        <source>Verifying</source>
        <translation>Verificando</translation>
    </message>
    <message>
        <source>Searching the whole disk for lost volumes</source>
        <translation>Buscando volúmenes perdidos en todo el disco</translation>
    </message>
    <message>
        <source>Writing the report</source>
        <translation>Escribiendo el informe</translation>
    </message>
    <message>
        <source>Checking the report</source>
        <translation>Comprobando el informe</translation>
    </message>
    <message>
        <source>Checking the chain</source>
        <translation>Comprobando la cadena</translation>
    </message>
    <message>
        <source>Recording the agency</source>
        <translation>Registrando el organismo</translation>
    </message>
    <message>
        <source>Building the practice case</source>
        <translation>Creando el caso de prácticas</translation>
    </message>
    <message>
        <source>Opening the key</source>
        <translation>Abriendo la clave</translation>
    </message>
    <message>
        <source>Making a key</source>
        <translation>Creando una clave</translation>
    </message>
    <message>
        <source>,</source>
        <comment>between thousands</comment>
        <translation>&#xa0;</translation>
    </message>
    <message>
        <source>.</source>
        <comment>before decimals</comment>
        <translation>,</translation>
    </message>
    <message>
        <source>Known</source>
        <translation>Conocida</translation>
    </message>
    <message>
        <source>File and set</source>
        <translation>Archivo y conjunto</translation>
    </message>
    <message>
        <source>Exhibit</source>
        <translation>Evidencia</translation>
    </message>
    <message>
        <source>What could not be read, and why</source>
        <translation>Qué no se pudo leer y por qué</translation>
    </message>
    <message>
        <source>Scanning</source>
        <translation>Explorando</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>En pausa</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>Deteniendo</translation>
    </message>
    <message>
        <source>Stopped, can be resumed</source>
        <translation>Detenida, reanudable</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Completada</translation>
    </message>
    <message>
        <source>Not scanned yet</source>
        <translation>Aún sin explorar</translation>
    </message>
    <message>
        <source>Set</source>
        <translation>Conjunto</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Versión</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Clase</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>Registros</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>Formato</translation>
    </message>
    <message>
        <source>Imported (UTC)</source>
        <translation>Importado (UTC)</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>Protección</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>Cifrado</translation>
    </message>
    <message>
        <source>Digest, and the set that lists it</source>
        <translation>Valor hash y conjunto que lo contiene</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>Categoría</translation>
    </message>
    <message>
        <source>No.</source>
        <translation>N.º</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Qué ocurrió</translation>
    </message>
    <message>
        <source>By</source>
        <translation>Por</translation>
    </message>
    <message>
        <source>Event digest</source>
        <translation>Valor hash</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Registro</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Resultado</translation>
    </message>
    <message>
        <source>Read at (UTC)</source>
        <translation>Leído (UTC)</translation>
    </message>
    <message>
        <source>Seconds</source>
        <translation>Segundos</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Cambio</translation>
    </message>
    <message>
        <source>Old categories</source>
        <translation>Categorías antes</translation>
    </message>
    <message>
        <source>New categories</source>
        <translation>Categorías después</translation>
    </message>
    <message>
        <source>Notable set</source>
        <translation>Conjunto de interés</translation>
    </message>
    <message>
        <source>Known set</source>
        <translation>Conjunto conocido</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>Parte</translation>
    </message>
    <message>
        <source>What was checked</source>
        <translation>Qué se comprobó</translation>
    </message>
    <message>
        <source>Case</source>
        <translation>Caso</translation>
    </message>
    <message>
        <source>Go</source>
        <translation>Ir</translation>
    </message>
    <message>
        <source>Work</source>
        <translation>Trabajo</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ver</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Ayuda</translation>
    </message>
    <message>
        <source>What was counted</source>
        <translation>Qué se contó</translation>
    </message>
    <message>
        <source>Count</source>
        <translation>Recuento</translation>
    </message>
    <message>
        <source>The program could not be started: {why}.</source>
        <translation>No se pudo iniciar el programa: {why}.</translation>
    </message>
    <message>
        <source>The program ended without a word. What it had recorded stands; nothing is lost.</source>
        <translation>El programa terminó sin decir nada. Lo que había registrado permanece; nada se pierde.</translation>
    </message>
    <message>
        <source>The program wrote a line that Fieldcase does not understand: {line}.</source>
        <translation>El programa escribió una línea que Fieldcase no entiende: {line}.</translation>
    </message>
    <message>
        <source>The program ended with status {status}.</source>
        <translation>El programa terminó con el estado {status}.</translation>
    </message>
    <message>
        <source>Removing the set</source>
        <translation>Quitando el conjunto</translation>
    </message>
    <message>
        <source>Verifying the set</source>
        <translation>Verificando el conjunto</translation>
    </message>
    <message>
        <source>Saving the set</source>
        <translation>Guardando el conjunto</translation>
    </message>
    <message>
        <source>Importing the set</source>
        <translation>Importando el conjunto</translation>
    </message>
    <message>
        <source>Comparing the versions</source>
        <translation>Comparando las versiones</translation>
    </message>
    <message>
        <source>Listing the conflicts</source>
        <translation>Enumerando los conflictos</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>Id.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Número</translation>
    </message>
    <message>
        <source>Role and standing</source>
        <translation>Función y condición</translation>
    </message>
    <message>
        <source>Not supplied</source>
        <translation>No consta</translation>
    </message>
    <message>
        <source>is needed</source>
        <translation>es necesario</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>When (UTC)</source>
        <translation>Cuándo (UTC)</translation>
    </message>
    <message>
        <source>From and to</source>
        <translation>De quién y a quién</translation>
    </message>
    <message>
        <source>Purpose and seals</source>
        <translation>Finalidad y precintos</translation>
    </message>
    <message>
        <source>Digest</source>
        <translation>Valor hash</translation>
    </message>
    <message>
        <source>Matched</source>
        <translation>Coincide</translation>
    </message>
    <message>
        <source>Compared</source>
        <translation>Comparada</translation>
    </message>
    <message>
        <source>Ruled out by size</source>
        <translation>Descartada por tamaño</translation>
    </message>
    <message>
        <source>No content</source>
        <translation>Sin contenido</translation>
    </message>
    <message>
        <source>Skipped by profile</source>
        <translation>Omitida por el perfil</translation>
    </message>
    <message>
        <source>Unreadable</source>
        <translation>Ilegible</translation>
    </message>
    <message>
        <source>Encrypted</source>
        <translation>Cifrada</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>En espera</translation>
    </message>
    <message>
        <source>the disk is what limits</source>
        <translation>el disco es el límite</translation>
    </message>
    <message>
        <source>the processor is what limits</source>
        <translation>el procesador es el límite</translation>
    </message>
    <message>
        <source>unpacking the image is what limits</source>
        <translation>descomprimir la imagen es el límite</translation>
    </message>
    <message>
        <source>In use, by the file system&apos;s own map</source>
        <translation>En uso, según el mapa del propio sistema de archivos</translation>
    </message>
    <message>
        <source>Free, by the file system&apos;s own map; not searched</source>
        <translation>Libre, según el mapa del propio sistema de archivos; no se examinó</translation>
    </message>
    <message>
        <source>In files, by the places of their content</source>
        <translation>En archivos, según la ubicación de su contenido</translation>
    </message>
    <message>
        <source>Outside files: free space and the file system&apos;s own records</source>
        <translation>Fuera de los archivos: espacio libre y registros propios del sistema de archivos</translation>
    </message>
    <message>
        <source>Readable volume; how its space is used was not measured</source>
        <translation>Volumen legible; no se midió cómo se usa su espacio</translation>
    </message>
    <message>
        <source>File system not supported in this version</source>
        <translation>Sistema de archivos no admitido en esta versión</translation>
    </message>
    <message>
        <source>No file system found</source>
        <translation>No se encontró ningún sistema de archivos</translation>
    </message>
    <message>
        <source>Nothing listed yet</source>
        <translation>Nada enumerado aún</translation>
    </message>
    <message>
        <source>not known yet</source>
        <translation>aún no se sabe</translation>
    </message>
    <message>
        <source>LVM2 logical volume</source>
        <translation>volumen lógico LVM2</translation>
    </message>
    <message>
        <source>APFS volume</source>
        <translation>volumen APFS</translation>
    </message>
    <message>
        <source>shadow copy</source>
        <translation>instantánea de volumen</translation>
    </message>
    <message>
        <source>BitLocker, unlocked</source>
        <translation>BitLocker, desbloqueado</translation>
    </message>
    <message>
        <source>LUKS, unlocked</source>
        <translation>LUKS, desbloqueado</translation>
    </message>
    <message>
        <source>APFS volume, unlocked</source>
        <translation>volumen APFS, desbloqueado</translation>
    </message>
    <message>
        <source>CoreStorage logical volume, unlocked</source>
        <translation>volumen lógico CoreStorage, desbloqueado</translation>
    </message>
    <message>
        <source>Could not be read</source>
        <translation>No se pudo leer</translation>
    </message>
    <message>
        <source>Not supported</source>
        <translation>No admitido</translation>
    </message>
    <message>
        <source>No file system</source>
        <translation>Sin sistema de archivos</translation>
    </message>
    <message>
        <source>Holds other volumes</source>
        <translation>Contiene otros volúmenes</translation>
    </message>
    <message>
        <source>File system</source>
        <translation>Sistema de archivos</translation>
    </message>
    <message>
        <source>Partition tables and gaps</source>
        <translation>Tablas de particiones y huecos</translation>
    </message>
    <message>
        <source>all</source>
        <translation>todo</translation>
    </message>
    <message>
        <source>less than 1 min left</source>
        <translation>queda menos de 1 min</translation>
    </message>
    <message>
        <source>about {number} {unit} left</source>
        <translation>quedan unos {number} {unit}</translation>
    </message>
    <message>
        <source>{low} to {high} left</source>
        <translation>quedan de {low} a {high}</translation>
    </message>
    <message>
        <source>{first} and {last}</source>
        <translation>{first} y {last}</translation>
    </message>
    <message>
        <source>local time</source>
        <translation>hora local</translation>
    </message>
    <message>
        <source>{day} {month} {year}</source>
        <translation>{day} {month} {year}</translation>
    </message>
    <message>
        <source>Jan</source>
        <translation>ene</translation>
    </message>
    <message>
        <source>Feb</source>
        <translation>feb</translation>
    </message>
    <message>
        <source>Mar</source>
        <translation>mar</translation>
    </message>
    <message>
        <source>Apr</source>
        <translation>abr</translation>
    </message>
    <message>
        <source>May</source>
        <translation>may</translation>
    </message>
    <message>
        <source>Jun</source>
        <translation>jun</translation>
    </message>
    <message>
        <source>Jul</source>
        <translation>jul</translation>
    </message>
    <message>
        <source>Aug</source>
        <translation>ago</translation>
    </message>
    <message>
        <source>Sep</source>
        <translation>sep</translation>
    </message>
    <message>
        <source>Oct</source>
        <translation>oct</translation>
    </message>
    <message>
        <source>Nov</source>
        <translation>nov</translation>
    </message>
    <message>
        <source>Dec</source>
        <translation>dic</translation>
    </message>
    <message>
        <source>Mon</source>
        <translation>lun</translation>
    </message>
    <message>
        <source>Tue</source>
        <translation>mar</translation>
    </message>
    <message>
        <source>Wed</source>
        <translation>mié</translation>
    </message>
    <message>
        <source>Thu</source>
        <translation>jue</translation>
    </message>
    <message>
        <source>Fri</source>
        <translation>vie</translation>
    </message>
    <message>
        <source>Sat</source>
        <translation>sáb</translation>
    </message>
    <message>
        <source>Sun</source>
        <translation>dom</translation>
    </message>
    <message>
        <source>Of the volumes inside, whose entries are counted</source>
        <translation>De los volúmenes interiores, cuyas entradas se cuentan</translation>
    </message>
    <message>
        <source>Added</source>
        <translation>Añadida</translation>
    </message>
    <message>
        <source>Done, part unread</source>
        <translation>Completada, parte sin leer</translation>
    </message>
    <message>
        <source>Not verified yet</source>
        <translation>Aún sin verificar</translation>
    </message>
    <message>
        <source>Verified: digest agrees</source>
        <translation>Verificada: el valor hash concuerda</translation>
    </message>
    <message>
        <source>Digest recorded</source>
        <translation>Valor hash registrado</translation>
    </message>
    <message>
        <source>Digest differs from the one on record</source>
        <translation>El valor hash difiere del registrado</translation>
    </message>
    <message>
        <source>Could not be read to its end</source>
        <translation>No se pudo leer hasta el final</translation>
    </message>
    <message>
        <source>encrypted</source>
        <translation>cifrado</translation>
    </message>
    <message>
        <source>Locked: {scheme}</source>
        <translation>Cifrado: {scheme}</translation>
    </message>
    <message>
        <source>nothing compared inside</source>
        <translation>nada comparado dentro</translation>
    </message>
    <message>
        <source>nothing compared so far</source>
        <translation>nada comparado por ahora</translation>
    </message>
    <message>
        <source>Could not be read.</source>
        <translation>No se pudo leer.</translation>
    </message>
    <message>
        <source>Listing entries</source>
        <translation>Enumerando entradas</translation>
    </message>
    <message numerus="yes">
        <source>%n record(s) matched so far</source>
        <translation>
            <numerusform>%n registro coincide por ahora</numerusform>
            <numerusform>%n registros coinciden por ahora</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n record(s) matched</source>
        <translation>
            <numerusform>%n registro coincide</numerusform>
            <numerusform>%n registros coinciden</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing found in the sets loaded so far</source>
        <translation>Nada encontrado por ahora en los conjuntos cargados</translation>
    </message>
    <message>
        <source>Nothing found in the sets loaded</source>
        <translation>Nada encontrado en los conjuntos cargados</translation>
    </message>
    <message>
        <source>all {number} compared</source>
        <translation>todas comparadas ({number})</translation>
    </message>
    <message>
        <source>{share} compared</source>
        <translation>{share} comparado</translation>
    </message>
    <message numerus="yes">
        <source>in %n file(s)</source>
        <translation>
            <numerusform>en %n archivo</numerusform>
            <numerusform>en %n archivos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) could not be read</source>
        <translation>
            <numerusform>%n archivo no se pudo leer</numerusform>
            <numerusform>%n archivos no se pudieron leer</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) locked</source>
        <translation>
            <numerusform>%n archivo cifrado</numerusform>
            <numerusform>%n archivos cifrados</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) encrypted in themselves</source>
        <translation>
            <numerusform>%n archivo cifrado en sí mismo</numerusform>
            <numerusform>%n archivos cifrados en sí mismos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) skipped by profile</source>
        <translation>
            <numerusform>%n archivo omitido por el perfil</numerusform>
            <numerusform>%n archivos omitidos por el perfil</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n volume(s) locked</source>
        <translation>
            <numerusform>%n volumen cifrado</numerusform>
            <numerusform>%n volúmenes cifrados</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n volume(s) not looked into</source>
        <translation>
            <numerusform>%n volumen sin examinar</numerusform>
            <numerusform>%n volúmenes sin examinar</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n fault(s) recorded</source>
        <translation>
            <numerusform>%n incidencia registrada</numerusform>
            <numerusform>%n incidencias registradas</numerusform>
        </translation>
    </message>
    <message>
        <source>({terms}) of {whole} entries that have content</source>
        <translation>({terms}) de {whole} entradas con contenido</translation>
    </message>
    <message>
        <source>Self-test</source>
        <translation>Autocomprobación</translation>
    </message>
    <message>
        <source>Unlocking a volume</source>
        <translation>Desbloqueando un volumen</translation>
    </message>
</context>
</TS>
