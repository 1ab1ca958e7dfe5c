internal import LinuxIO
internal import Network
internal import NetworkSetup

/// `bulkhead-network`: makes the guest's network what standard input says; the host runs it when something changes.
enum NetworkTool {
    static func run() throws(CallError) -> Int32 {
        do {
            let input = try OwnedDescriptor(adopting: 0).readAll(limit: GuestNetwork.textLimit)
            try NetworkSetup.apply(try GuestNetwork(parsing: String(decoding: input, as: UTF8.self)))
            return 0
        } catch {
            throw CallError("\(error)", exitCode: 1)
        }
    }
}
