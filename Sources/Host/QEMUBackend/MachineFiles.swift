internal import Hypervisor
internal import LinuxIO

/// Opens the files of a machine, and says what is wrong with one in the words of the person who has to mend it.
enum MachineFiles {
    static let rebuild = "Build the template again: guest/build (or 'make image')."
    private static let sectorBytes = 512
    private static let elf: [UInt8] = [0x7F, 0x45, 0x4C, 0x46]
    /// The Linux boot protocol: "HdrS" at 0x202 of a bzImage.
    private static let bootHeader = (offset: 0x202, magic: Array("HdrS".utf8))
    /// LUKS on-disk format: "LUKS", 0xBA, 0xBE, then a version of two bytes.
    private static let luksMagic: [UInt8] = [0x4C, 0x55, 0x4B, 0x53, 0xBA, 0xBE]
    private static let luksHeaderBytes = 4_096
    private static let luksPayloadOffset = 104
    private static let maximumKeyBytes = 1_024

    static func restore(_ path: String) -> String {
        "Restore \(path) from a backup; it is never made again over an existing one."
    }

    static func kernel(_ path: String) throws(HypervisorError) -> OwnedDescriptor {
        let file = try open(path, "the kernel", advice: rebuild)
        let start = try host { () throws(SystemError) in try file.read(at: 0, limit: 0x206) }
        let isKernel =
            start.starts(with: elf) || start.dropFirst(bootHeader.offset).starts(with: bootHeader.magic)
        guard isKernel else { throw .unusable(what: "the kernel \(path) is damaged: it is no kernel", advice: rebuild) }
        return try readableByMachine(file)
    }

    static func initramfs(_ path: String) throws(HypervisorError) -> OwnedDescriptor {
        try readableByMachine(try open(path, "the initramfs", advice: rebuild))
    }

    static func disk(_ disk: DiskSpecification) throws(HypervisorError) -> OwnedDescriptor {
        let what = "the \(disk.serial) volume"
        let advice =
            disk.isReadOnly
            ? rebuild : restore(disk.path)
        let file = try open(
            disk.path, what, access: disk.isReadOnly || disk.isVolatile ? .read : .readWrite, advice: advice)
        let size = try host { () throws(SystemError) in try file.sizeBytes() }
        guard size.isMultiple(of: sectorBytes) else {
            throw .unusable(what: "\(what) \(disk.path) is damaged: it has \(size) bytes", advice: advice)
        }
        if case .luks = disk.encryption {
            let start = try host { () throws(SystemError) in try file.read(at: 0, limit: luksMagic.count) }
            guard start == luksMagic, size > luksHeaderBytes else {
                throw .unusable(what: "\(what) \(disk.path) is damaged: it has no LUKS header", advice: advice)
            }
        }
        return file
    }

    /// The size of what is in a disk's image, in bytes.
    static func sizeBytes(
        _ disk: DiskSpecification, _ image: borrowing OwnedDescriptor
    ) throws(HypervisorError) -> Int {
        do {
            let size = try image.sizeBytes()
            guard case .luks = disk.encryption else { return size }
            // LUKS1 on-disk format 1.2.3, figure 1: the payload's offset in sectors, big-endian.
            let field = try image.read(at: luksPayloadOffset, limit: 4)
            return size - field.reduce(0) { $0 << 8 | Int($1) } * sectorBytes
        } catch {
            throw .host("\(error)")
        }
    }

    /// The secret of a volume as text.
    static func keyText(_ path: String) throws(HypervisorError) -> String {
        String(decoding: try keyBytes(path), as: UTF8.self)
    }

    /// The secret of a volume, in a file in memory that the machine's user can open.
    static func key(_ path: String) throws(HypervisorError) -> OwnedDescriptor {
        let bytes = try keyBytes(path)
        return try host { () throws(SystemError) in try memoryFile("bulkhead-key", bytes) }
    }

    private static func keyBytes(_ path: String) throws(HypervisorError) -> [UInt8] {
        let advice = "Restore \(path) from a backup; without it the volume cannot be read."
        let file = try open(path, "the key", advice: advice)
        let bytes = try host { () throws(SystemError) in try file.read(at: 0, limit: maximumKeyBytes + 1) }
        guard bytes.count <= maximumKeyBytes, String(validating: bytes, as: UTF8.self) != nil else {
            throw .unusable(
                what: "the key \(path) is damaged: it is not text of at most \(maximumKeyBytes) bytes", advice: advice)
        }
        return bytes
    }

    private static func open(
        _ path: String, _ what: String, access: FileSystem.Access = .read, advice: String
    ) throws(HypervisorError) -> OwnedDescriptor {
        let size: Int
        do {
            let file = try FileSystem.open(path, access)
            size = try file.sizeBytes()
            if size > 0 { return file }
        } catch {
            guard error.code == ErrorCode.notFound else {
                throw .unusable(what: "\(what) \(path) cannot be opened: \(error.reason)", advice: advice)
            }
            throw .unusable(what: "\(what) \(path) is missing", advice: advice)
        }
        throw .unusable(what: "\(what) \(path) is damaged: it is empty", advice: advice)
    }

    /// QEMU opens kernel and initramfs again by their descriptor, as its own user: a file that is root's alone is
    /// copied to memory.
    private static func readableByMachine(
        _ file: consuming OwnedDescriptor
    ) throws(HypervisorError) -> OwnedDescriptor {
        do {
            if try file.isReadableByAll() { return file }
            return try memoryFile("bulkhead-boot", try file.read(at: 0, limit: try file.sizeBytes()))
        } catch {
            throw .host("\(error)")
        }
    }

    private static func memoryFile(_ name: String, _ bytes: [UInt8]) throws(SystemError) -> OwnedDescriptor {
        let file = try OwnedDescriptor.memoryFile(name: name, sizeBytes: 0)
        try file.writeAll(bytes)
        try file.sealSize()
        return file
    }

    private static func host<Value: ~Copyable>(
        _ body: () throws(SystemError) -> Value
    ) throws(HypervisorError) -> Value {
        do { return try body() } catch { throw .host("\(error)") }
    }
}
