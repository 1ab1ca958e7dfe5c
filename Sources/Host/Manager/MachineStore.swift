package import Channel
import FoundationEssentials
package import Hypervisor
package import LinuxIO
package import Machines

/// What persists of one machine, in `STATE/vms/NAME`: its user, its identity and its volume.
package struct MachineStore: Sendable {
    package let name: MachineName
    package let directory: String

    package init(name: MachineName, stateDirectory: String) {
        self.name = name
        directory = "\(stateDirectory)/vms/\(name)"
    }

    package var volumePath: String { directory + "/private.img" }
    private var keyPath: String { directory + "/private.key" }
    private var volumeRecordPath: String { directory + "/volume.json" }
    private var userPath: String { directory + "/uid" }
    private var machineIDPath: String { directory + "/machine-id" }

    package func prepare() throws(SystemError) { try FileSystem.makeDirectory(directory, mode: 0o700) }

    // MARK: User

    var userID: UInt32? { (try? FileSystem.readText(userPath)).flatMap { UInt32($0) } }

    /// The users of all machines that have a store, defined or not.
    static func userIDs(stateDirectory: String) throws(SystemError) -> Set<UInt32> {
        let names = try FileSystem.list("\(stateDirectory)/vms").compactMap { try? MachineName($0) }
        return Set(names.compactMap { MachineStore(name: $0, stateDirectory: stateDirectory).userID })
    }

    func assign(userID: UInt32) throws(SystemError) {
        try prepare()
        try FileSystem.writeAtomically(userPath, Array("\(userID)\n".utf8))
    }

    // MARK: Identity

    /// The machine-id(5) of the guest: random, made once.
    package func machineID() throws(SystemError) -> [UInt8] {
        if let text = try? FileSystem.readText(machineIDPath), let bytes = Hexadecimal.bytes(text), bytes.count == 16 {
            return bytes
        }
        let bytes = try CurrentProcess.randomBytes(16)
        try FileSystem.writeAtomically(machineIDPath, Array((Hexadecimal.text(bytes) + "\n").utf8))
        return bytes
    }

    // MARK: Volume

    private struct VolumeRecord: Codable {
        var uuid: String
        var encryption: String
        var sizeMiB: Int
        /// Whether the image file was made in full.
        var isCreated: Bool
        /// Whether the guest has put its file system on it.
        var isFormatted: Bool
    }

    /// Makes the private volume if the machine never had one, and says how to use it.
    ///
    /// A volume that was there once is never made again: what is missing of it is an error.
    package func volume(
        for definition: MachineDefinition, hypervisor: any Hypervisor
    ) async throws(StartError) -> (disk: DiskSpecification, instruction: VolumeInstruction) {
        do { try prepare() } catch { throw .host("\(error)") }
        var record: VolumeRecord
        if FileSystem.exists(volumeRecordPath) {
            record = try readRecord()
        } else {
            guard !FileSystem.exists(volumePath) else {
                throw .volume(
                    "the private volume \(volumePath) exists, but its record \(volumeRecordPath) is missing",
                    advice: "Put the record back from a backup, or move the volume away to start with an empty one.")
            }
            record = VolumeRecord(
                uuid: Hexadecimal.text(try random(VolumeUUID.byteCount)),
                encryption: definition.volume.encryption.rawValue, sizeMiB: definition.volume.sizeMiB,
                isCreated: false, isFormatted: false)
            try write(record)
        }
        let isEncrypted = record.encryption == VolumeEncryption.luks.rawValue
        let encryption: DiskSpecification.Encryption = isEncrypted ? .luks(keyPath: keyPath) : .none
        if !record.isCreated, !FileSystem.exists(volumePath) {
            if isEncrypted, !FileSystem.exists(keyPath) {
                // Text, because the hypervisor takes a pass phrase; 256 bits as the cipher.
                let key = Array(Hexadecimal.text(try random(32)).utf8)
                do { try FileSystem.writeAtomically(keyPath, key) } catch { throw .host("\(error)") }
            }
            do {
                try await hypervisor.createVolume(at: volumePath, sizeMiB: record.sizeMiB, encryption: encryption)
            } catch {
                throw .hypervisor(error)
            }
        }
        guard FileSystem.exists(volumePath) else {
            throw .volume(
                "the private volume \(volumePath) is missing",
                advice: "Put it back from a backup; or, to start with an empty one, remove \(volumeRecordPath).")
        }
        let size = FileSystem.sizeBytes(volumePath) ?? 0
        guard size >= record.sizeMiB << 20 else {
            throw .volume(
                "the private volume \(volumePath) is damaged: it has \(size) bytes, and \(record.sizeMiB) MiB belong to it",
                advice: "Put it back from a backup.")
        }
        guard !isEncrypted || FileSystem.exists(keyPath) else {
            throw .volume(
                "the key \(keyPath) of the private volume \(volumePath) is missing",
                advice: "Put it back from a backup; without it nobody can read the volume.")
        }
        if !record.isCreated {
            record.isCreated = true
            try write(record)
        }
        guard let bytes = Hexadecimal.bytes(record.uuid), let uuid = try? VolumeUUID(bytes: bytes) else {
            throw .volume("the record \(volumeRecordPath) is damaged", advice: "Put it back from a backup.")
        }
        let disk = DiskSpecification(serial: "private", path: volumePath, isReadOnly: false, encryption: encryption)
        return (disk, record.isFormatted ? .existing : .blank(uuid: uuid))
    }

    /// The volume as disposables see it; nil when there is none with a file system on it.
    func formattedVolume() throws(StartError) -> DiskSpecification? {
        guard FileSystem.exists(volumeRecordPath) else { return nil }
        let record = try readRecord()
        guard record.isFormatted, FileSystem.exists(volumePath) else { return nil }
        let isEncrypted = record.encryption == VolumeEncryption.luks.rawValue
        return DiskSpecification(
            serial: "private", path: volumePath, isReadOnly: false,
            encryption: isEncrypted ? .luks(keyPath: keyPath) : .none, isVolatile: true)
    }

    /// Remembers that the guest has put its file system on the volume.
    package func markFormatted() throws(StartError) {
        var record = try readRecord()
        record.isFormatted = true
        try write(record)
    }

    var volumeSizeMiB: Int? { (try? readRecord())?.sizeMiB }

    private func readRecord() throws(StartError) -> VolumeRecord {
        guard let bytes = try? FileSystem.read(volumeRecordPath, limit: 1 << 16),
            let record = try? JSONDecoder().decode(VolumeRecord.self, from: Data(bytes))
        else {
            throw .volume("the record \(volumeRecordPath) is damaged", advice: "Put it back from a backup.")
        }
        return record
    }

    private func write(_ record: VolumeRecord) throws(StartError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        guard let data = try? encoder.encode(record) else { throw .host("cannot encode a volume's record") }
        do { try FileSystem.writeAtomically(volumeRecordPath, Array(data)) } catch { throw .host("\(error)") }
    }

    private func random(_ count: Int) throws(StartError) -> [UInt8] {
        do { return try CurrentProcess.randomBytes(count) } catch { throw .host("\(error)") }
    }
}
