internal import LinuxIO

/// The ACPI power button, as the kernel's input layer shows it.
///
/// Without systemd-logind or acpid nobody else listens: the `button` driver makes an input device named `Power
/// Button`, and `evdev` makes it readable. Both are modules of the root image, loaded a while after the guest is
/// ready, because nobody waits for them.
package final class PowerButton {
    /// `struct input_event` of 64-bit Linux: two times of 8 bytes, type, code, value.
    private static let eventBytes = 24
    private static let keyEvent: UInt16 = 1
    private static let powerKey: UInt16 = 116
    private static let delayNanoseconds: UInt64 = 1_000_000_000
    private static let drivers = ["acpi/button.ko", "input/evdev.ko"]

    private var device: DescriptorBox?
    private var openAt: UInt64?

    package init() {}

    var number: CInt? { device?.number }

    func openLater(_ now: UInt64) { openAt = now + Self.delayNanoseconds }

    func timeoutMilliseconds(_ now: UInt64) -> Int32? {
        openAt.map { Int32(clamping: ($0 > now ? $0 - now : 0) / 1_000_000 + 1) }
    }

    /// Loads the drivers and opens the button when it is time; a guest without them is switched off by its agent only.
    func openIfDue(_ now: UInt64) {
        guard let openAt, now >= openAt else { return }
        self.openAt = nil
        guard let release = try? FileSystem.readText("/proc/sys/kernel/osrelease") else { return }
        for driver in Self.drivers {
            try? GuestKernel.loadModule("/usr/lib/modules/\(release)/kernel/drivers/\(driver)")
        }
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
