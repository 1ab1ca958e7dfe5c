internal import CLinux
internal import Glibc

/// What PID 1 of a guest asks of its kernel.
package enum GuestKernel {
    /// Loads an uncompressed module; one that is there already is no error.
    package static func loadModule(_ path: String) throws(SystemError) {
        let file = try FileSystem.open(path)
        guard unsafe bulkhead_finit_module(file.number, "") == 0 || errno == EEXIST else {
            throw .last("load the module", path)
        }
    }

    /// Mixes bytes into the kernel's random generator, credits them in full and reseeds at once (random(4)).
    package static func addEntropy(_ bytes: [UInt8]) throws(SystemError) {
        let result = unsafe bytes.withUnsafeBytes { unsafe bulkhead_add_entropy($0.baseAddress, $0.count) }
        guard result == 0 else { throw .last("reseed the random generator") }
    }

    /// Makes a read-only device-mapper device of one target.
    ///
    /// - Parameters:
    ///   - name: The device's name.
    ///   - sectors: Its length in sectors of 512 bytes.
    ///   - target: The target's type, for example `verity`.
    ///   - parameters: The target's table line.
    /// - Returns: Its device number.
    /// - Throws: The kernel's reason; the device is gone again.
    package static func createMappedDevice(
        name: String, sectors: UInt64, target: String, parameters: String
    ) throws(SystemError) -> (major: UInt32, minor: UInt32) {
        var major: UInt32 = 0
        var minor: UInt32 = 0
        guard unsafe bulkhead_device_mapper_create(name, sectors, target, parameters, &major, &minor) == 0 else {
            throw .last("make the mapped device", name)
        }
        return (major, minor)
    }

    package static func makeBlockDevice(_ path: String, major: UInt32, minor: UInt32) throws(SystemError) {
        guard unsafe bulkhead_make_device(path, S_IFBLK | 0o600, major, minor) == 0 || errno == EEXIST else {
            throw .last("make the device", path)
        }
    }

    package static func setHostName(_ name: String) throws(SystemError) {
        guard unsafe sethostname(name, name.utf8.count) == 0 else { throw .last("set the host name", name) }
    }

    package static func synchronizeDisks() { sync() }

    /// Switches the machine off; returns only on failure.
    package static func powerOff() -> SystemError {
        _ = bulkhead_power_off()
        return .last("power off")
    }
}
