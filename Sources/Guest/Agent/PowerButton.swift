internal import LinuxIO

/// The ACPI power button, as the kernel's input layer shows it.
///
/// Without systemd-logind or acpid nobody else listens: the `button` driver makes an input device named `Power
/// Button`, and `evdev` makes it readable. Both are modules of the root image.
package final class PowerButton {
    /// `struct input_event` of 64-bit Linux: two times of 8 bytes, type, code, value.
    private static let eventBytes = 24
    private static let keyEvent: UInt16 = 1
    private static let powerKey: UInt16 = 116

    private var device: DescriptorBox?
    private var drivers: Int32?

    package init() {}

    var number: CInt? { device?.number }

    /// Has the drivers loaded in the background; ``handleEnd(of:)`` opens the button.
    func startDrivers() {
        guard device == nil, drivers == nil else { return }
        open()
        guard device == nil else { return }
        drivers = try? ChildProcess.spawn("/usr/sbin/modprobe", ["-a", "-q", "button", "evdev"])
    }

    func handleEnd(of process: Int32) {
        guard process == drivers else { return }
        drivers = nil
        open()
    }

    private func open() {
        let directory = "/sys/class/input"
        for name in (try? FileSystem.list(directory)) ?? [] where name.hasPrefix("event") {
            guard (try? FileSystem.readText("\(directory)/\(name)/device/name")) == "Power Button",
                let opened = try? FileSystem.openNonblocking("/dev/input/\(name)")
            else { continue }
            device = DescriptorBox(opened)
            return
        }
    }

    /// Reads what is there and says whether the button went down.
    func wasPressed() -> Bool {
        guard let device else { return false }
        guard let bytes = try? device.descriptor.read(limit: Self.eventBytes * 16) else {
            self.device = nil
            return false
        }
        for start in stride(from: 0, to: bytes.count - Self.eventBytes + 1, by: Self.eventBytes) {
            let type = UInt16(bytes[start + 16]) | UInt16(bytes[start + 17]) << 8
            let code = UInt16(bytes[start + 18]) | UInt16(bytes[start + 19]) << 8
            let isDown = bytes[start + 20] == 1
            if type == Self.keyEvent, code == Self.powerKey, isDown { return true }
        }
        return false
    }
}
