internal import CLinux
internal import Glibc

/// Facts and settings of the process that runs.
package enum CurrentProcess {
    package static var identifier: Int32 { getpid() }
    package static var userID: UInt32 { getuid() }
    package static var effectiveUserID: UInt32 { geteuid() }

    /// The absolute path of the running program.
    package static var executablePath: String? { FileSystem.linkTarget("/proc/self/exe") }

    /// The words behind the program's name, whose bytes need not be text.
    package static var argumentBytes: [[UInt8]] {
        let all = (try? FileSystem.read("/proc/self/cmdline")) ?? []
        return all.split(separator: 0, omittingEmptySubsequences: false).dropFirst().dropLast().map { Array($0) }
    }

    package static func environment(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe String(cString: value)
    }

    /// All variables of the environment, `NAME=VALUE` each.
    package static var environment: [String] {
        var all: [String] = []
        // SAFETY: the list ends with nil, and nothing changes it while this runs: programs of one thread ask.
        guard var entry = unsafe bulkhead_environment() else { return [] }
        while let text = unsafe entry.pointee {
            unsafe all.append(String(cString: text))
            unsafe entry += 1
        }
        return all
    }

    package static func ignoreBrokenPipes() { bulkhead_ignore_sigpipe() }

    /// Orphans of our children become our children, so that we can reap them.
    package static func becomeSubreaper() throws(SystemError) {
        guard bulkhead_set_child_subreaper() == 0 else { throw .last("become a child subreaper") }
    }

    package static func forbidNewPrivileges() throws(SystemError) {
        guard bulkhead_set_no_new_privileges() == 0 else { throw .last("forbid new privileges") }
    }

    package static func startNewSession() { _ = setsid() }

    package static func changeDirectory(_ path: String) throws(SystemError) {
        guard unsafe chdir(path) == 0 else { throw .last("change to", path) }
    }

    package static var workingDirectory: String { FileSystem.canonicalPath(".") ?? "/" }

    package static func setFileModeMask(_ mask: UInt32) { _ = umask(mask) }

    /// Closes every descriptor from `first` on.
    package static func closeDescriptors(from first: UInt32) {
        _ = bulkhead_close_range(first, UInt32.max, 0)
    }

    /// Closes every descriptor but 0, 1, 2 and the kept ones.
    package static func closeDescriptors(except kept: [CInt]) {
        var next: UInt32 = 3
        for number in Set(kept.compactMap { UInt32(exactly: $0) }).sorted() where number >= next {
            if number > next { _ = bulkhead_close_range(next, number - 1, 0) }
            next = number + 1
        }
        closeDescriptors(from: next)
    }

    /// Lets a descriptor survive exec.
    package static func keepAcrossExec(_ descriptor: CInt) throws(SystemError) {
        guard bulkhead_fcntl(descriptor, F_SETFD, 0) >= 0 else { throw .last("keep descriptor", "\(descriptor)") }
    }

    package static func isOpen(_ descriptor: CInt) -> Bool { bulkhead_fcntl(descriptor, F_GETFD, 0) >= 0 }

    package static func isTerminal(_ descriptor: CInt) -> Bool { isatty(descriptor) == 1 }

    package static func exit(_ code: Int32) -> Never { Glibc.exit(code) }

    /// Writes text to standard error, all of it, ignoring failures: there is nowhere left to report them.
    package static func writeError(_ text: String) { writeStandard(2, text) }

    /// Writes text to standard output without buffering.
    package static func writeOutput(_ text: String) { writeStandard(1, text) }

    private static func writeStandard(_ descriptor: CInt, _ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                guard errno == EINTR || errno == EAGAIN else { return }
                usleep(1_000)
                continue
            }
            rest = rest.dropFirst(count)
        }
    }

    /// The resources that a limit can be put on (getrlimit(2)).
    package enum Resource: Sendable {
        case coreBytes
        case openFiles
        case fileBytes
        case processes
        case lockedBytes

        fileprivate var raw: CInt {
            switch self {
            case .coreBytes: CInt(RLIMIT_CORE.rawValue)
            case .openFiles: CInt(RLIMIT_NOFILE.rawValue)
            case .fileBytes: CInt(RLIMIT_FSIZE.rawValue)
            case .processes: 6
            case .lockedBytes: 8
            }
        }
    }

    package static func limit(_ resource: Resource, to value: UInt64) throws(SystemError) {
        var limit = rlimit(rlim_cur: UInt(value), rlim_max: UInt(value))
        guard unsafe setrlimit(resource.raw, &limit) == 0 else { throw .last("limit", "\(resource)") }
    }

    /// Raises the soft limit of open files to the hard one: one manager holds many descriptors for each VM.
    package static func raiseOpenFileLimit() {
        var limit = rlimit()
        guard unsafe getrlimit(Resource.openFiles.raw, &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        _ = unsafe setrlimit(Resource.openFiles.raw, &limit)
    }

    /// How many processors may be used.
    package static var processorCount: Int { max(1, sysconf(CInt(_SC_NPROCESSORS_ONLN))) }

    /// Fills a new array with bytes from the kernel's generator.
    package static func randomBytes(_ count: Int) throws(SystemError) -> [UInt8] {
        var failed = false
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = 0
            while filled < count {
                let result = unsafe bulkhead_random(buffer.baseAddress?.advanced(by: filled), count - filled)
                if result < 0 {
                    if errno == EINTR { continue }
                    failed = true
                    return
                }
                filled += result
            }
        }
        guard !failed else { throw .last("get random bytes") }
        return bytes
    }
}
