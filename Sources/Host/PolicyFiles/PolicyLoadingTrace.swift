import LinuxIO
package import Policy

/// The disk as one load sees it: each file is read once, and what was seen is remembered.
///
/// Whoever checks a signature and whoever reads the rules get the same bytes, whatever happens to the file in between.
package final class PolicyLoadingTrace: PolicyFileProvider {
    private let disk = DiskPolicyProvider()
    private var lists: [String: Result<[PolicyDirectoryEntry]?, PolicyFileError>] = [:]
    private var files: [String: (contents: Result<[UInt8]?, PolicyFileError>, limit: Int)] = [:]
    private var stamps: [String: (stamp: FileStamp?, isSettled: Bool)] = [:]

    package init() {}

    package func list(_ path: String) throws(PolicyFileError) -> [PolicyDirectoryEntry]? {
        if let known = lists[path] { return try known.get() }
        take(path)
        let result: Result<[PolicyDirectoryEntry]?, PolicyFileError>
        do {
            result = .success(try disk.list(path)?.sorted { $0.name < $1.name })
        } catch {
            result = .failure(error)
        }
        lists[path] = result
        return try result.get()
    }

    package func contents(_ path: String, limit: Int) throws(PolicyFileError) -> [UInt8]? {
        if let known = files[path] {
            let count = (try? known.contents.get())?.count ?? 0
            // What was cut for a smaller limit must not pass for the whole.
            if limit <= known.limit || count <= known.limit { return try known.contents.get() }
        }
        take(path)
        let result: Result<[UInt8]?, PolicyFileError>
        do {
            result = .success(try disk.contents(path, limit: limit))
        } catch {
            result = .failure(error)
        }
        files[path] = (result, limit)
        return try result.get()
    }

    /// The stamp from before reading: what changes while it is read changes the stamp.
    private func take(_ path: String) {
        let now = Int(clamping: Clock.wallNanoseconds())
        let stamp = FileStamp(path)
        stamps[path] = (stamp, PolicyLoadingRecord.isSettled(stamp, at: now))
    }

    /// What was seen so far.
    package var record: PolicyLoadingRecord {
        var items: [PolicyLoadingRecord.Item] = []
        for (path, result) in lists { items.append(item(path, limit: nil, .init(result))) }
        for (path, file) in files { items.append(item(path, limit: file.limit, .init(file.contents))) }
        return PolicyLoadingRecord(items)
    }

    private func item(
        _ path: String, limit: Int?, _ observation: PolicyLoadingRecord.Observation
    ) -> PolicyLoadingRecord.Item {
        let taken = stamps[path]
        return PolicyLoadingRecord.Item(
            path: path, limit: limit, observation: observation, stamp: taken?.stamp,
            isSettled: taken?.isSettled ?? false)
    }
}
