internal import CLinux
internal import Glibc

/// A network namespace that lives by a file it is bound to (namespaces(7)), whoever runs or not.
package struct NetworkNamespace: Hashable, Sendable {
    /// The statistics of 65,534 VMs with two taps each, in bytes.
    private static let statisticsLimit = 16 << 20

    /// The file.
    package let path: String

    /// Names a namespace that there is already.
    package init(existing path: String) { self.path = path }

    /// Takes the namespace of a file, or makes one without addresses or routes where there is none.
    package init(at path: String) throws(SystemError) {
        self.path = path
        if Self.isBound(path) { return }
        // A file without a namespace is left of an attempt that was cut off.
        try FileSystem.remove(path)
        guard unsafe bulkhead_network_namespace_make(path) == 0 else {
            let error = SystemError.last("make the network namespace", path)
            try? FileSystem.remove(path)
            throw error
        }
    }

    /// Whether a namespace is bound to a file.
    package static func isBound(_ path: String) -> Bool {
        guard let table = try? FileSystem.readText("/proc/self/mountinfo", limit: 16 << 20) else { return false }
        return table.split(separator: "\n").contains { line in
            let fields = line.split(separator: " ")
            return fields.count > 4 && fields[4] == path
        }
    }

    /// Unbinds it; it ends with the last process or tap in it.
    package func remove() throws(SystemError) {
        if Self.isBound(path) { try Mounts.unmount(path, detach: true) }
        try FileSystem.remove(path)
    }

    /// What one interface has carried.
    package struct Traffic: Hashable, Sendable {
        package let receivedBytes: UInt64
        package let sentBytes: UInt64
    }

    /// What its interfaces have carried since they were made, by name (proc(5), /proc/net/dev).
    package func traffic() throws(SystemError) -> [String: Traffic] {
        let raw = unsafe bulkhead_network_statistics(path)
        guard raw >= 0 else { throw .last("look at the interfaces of", path) }
        let bytes = try OwnedDescriptor(adopting: raw).readAll(limit: Self.statisticsLimit, subject: path)
        let text = String(decoding: bytes, as: UTF8.self)
        var found: [String: Traffic] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, let name = parts[0].split(separator: " ").first else { continue }
            let numbers = parts[1].split(separator: " ").compactMap { UInt64($0) }
            // Eight of what was received, then eight of what was sent; bytes come first.
            guard numbers.count == 16 else { continue }
            found[String(name)] = Traffic(receivedBytes: numbers[0], sentBytes: numbers[8])
        }
        return found
    }

    /// The names of its interfaces.
    package func interfaces() throws(SystemError) -> Set<String> { Set(try traffic().keys) }
}
