/// The name that keeps several managers of one host apart, as in control groups.
package enum InstanceName {
    /// One name for each run directory: "/run/bulkhead" gives "run-bulkhead".
    package static func of(runDirectory: String) -> String {
        runDirectory.split(separator: "/").joined(separator: "-")
    }
}
