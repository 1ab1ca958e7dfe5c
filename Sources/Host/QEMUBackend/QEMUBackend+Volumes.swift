package import Hypervisor
internal import LinuxEvents
internal import LinuxIO

extension QEMUBackend {
    /// Room that must be left for a volume to begin with, in MiB: its header and the first of its contents.
    private static let minimumFreeMiB = 66
    /// `qemu-img` measures the processor for LUKS, and fails now and then on a busy one, several times in a row even.
    private static let attempts = 25
    private static let busyProcessorMessage = "Unable to get accurate CPU usage"
    private static let fullDiskMessage = "No space left on device"
    /// Work per guess of a secret, in milliseconds: little, the secrets are random and of full length.
    private static let iterationMilliseconds = 1
    private static let keyDescriptor: CInt = 3

    package func createVolume(
        at path: String, sizeMiB: Int, encryption: DiskSpecification.Encryption
    ) async throws(HypervisorError) {
        guard claim(path) else {
            throw .unusable(what: "the volume \(path) is being made already", advice: "Wait for it.")
        }
        defer { release(path) }
        let tool = imageTool
        let result: Result<Void, HypervisorError> = await WorkQueue(label: "bulkhead.volume").run {
            do throws(HypervisorError) {
                return .success(try Self.makeVolume(path, sizeMiB, encryption, tool))
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }

    private static func makeVolume(
        _ path: String, _ sizeMiB: Int, _ encryption: DiskSpecification.Encryption, _ tool: String
    ) throws(HypervisorError) {
        guard !FileSystem.exists(path) else { throw inTheWay(path) }
        let directory = FileSystem.parent(of: path)
        let partial = "\(path).\(UInt32.random(in: 0...UInt32.max)).partial"
        do {
            try removeLeftovers(of: path, in: directory)
            let free = Int(try FileSystem.space(at: directory).availableBytes >> 20)
            guard free >= minimumFreeMiB else { throw full(path, "\(free) MiB are free there") }
            switch encryption {
            case .none:
                try FileSystem.open(partial, .createNew).truncate(toBytes: sizeMiB << 20)
            case .luks(let keyPath):
                try format(partial, sizeMiB, keyPath, tool)
            }
            try FileSystem.changeMode(partial, 0o600)
            try FileSystem.open(partial, .readWrite).synchronize()
            try FileSystem.renameNew(partial, to: path)
        } catch {
            try? FileSystem.remove(partial)
            throw describe(error, path)
        }
    }

    /// Makes an empty LUKS volume.
    private static func format(_ partial: String, _ sizeMiB: Int, _ keyPath: String, _ tool: String) throws {
        let key = try MachineFiles.key(keyPath)
        var message = ""
        for _ in 0..<attempts {
            let result = try ChildProcess.run(
                tool,
                [
                    "create", "-q", "-f", "luks", "--object",
                    "secret,id=key,file=/proc/self/fd/\(keyDescriptor)", "-o",
                    "key-secret=key,iter-time=\(iterationMilliseconds)", partial, "\(sizeMiB)M",
                ], passing: [.init(key.number, as: keyDescriptor)])
            if result.code == 0 { return }
            message = result.output
            try FileSystem.remove(partial)
            guard message.contains(busyProcessorMessage) else { break }
        }
        throw HypervisorError.refused(command: "qemu-img create", reason: message)
    }

    /// What an attempt left that was killed.
    private static func removeLeftovers(of path: String, in directory: String) throws {
        let prefix = FileSystem.lastComponent(of: path) + "."
        for name in try FileSystem.list(directory) where name.hasPrefix(prefix) && name.hasSuffix(".partial") {
            try FileSystem.remove("\(directory)/\(name)")
        }
    }

    private static func describe(_ error: any Error, _ path: String) -> HypervisorError {
        switch error {
        case let error as SystemError where error.code == ErrorCode.exists: inTheWay(path)
        case let error as SystemError where [ErrorCode.noSpace, ErrorCode.quota].contains(error.code):
            full(path, error.reason)
        case let error as SystemError: .host("the volume \(path) cannot be made: \(error)")
        case HypervisorError.refused(_, let reason) where reason.contains(fullDiskMessage): full(path, fullDiskMessage)
        case let error as HypervisorError: error
        default: .host("the volume \(path) cannot be made: \(error)")
        }
    }

    private static func inTheWay(_ path: String) -> HypervisorError {
        .unusable(what: "\(path) exists already", advice: "A volume is never made over an existing file.")
    }

    private static func full(_ path: String, _ reason: String) -> HypervisorError {
        .unusable(
            what: "there is no room for the volume \(path): \(reason)",
            advice: "Free at least \(minimumFreeMiB) MiB on its file system.")
    }
}
