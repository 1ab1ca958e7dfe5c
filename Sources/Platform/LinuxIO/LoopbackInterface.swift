internal import CLinux

/// The loopback interface, which a new network namespace and a new guest have switched off.
package enum LoopbackInterface {
    package static func bringUp() throws(SystemError) {
        guard unsafe bulkhead_interface_up("lo") == 0 else { throw .last("bring up", "lo") }
    }
}
