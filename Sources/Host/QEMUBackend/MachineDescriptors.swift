/// The numbers under which QEMU finds everything of one machine: it opens nothing by a path of the host's.
package struct MachineDescriptors: Hashable, Sendable {
    package struct Disk: Hashable, Sendable {
        package let image: CInt
        /// The secret of a LUKS volume.
        package let key: CInt?

        package init(image: CInt, key: CInt? = nil) {
            self.image = image
            self.key = key
        }
    }

    /// The first number; below are the standard ones and that of the jail.
    package static let first: CInt = 10

    package var control: CInt
    package var channel: CInt
    package var console: CInt
    package var memory: CInt
    package var kernel: CInt
    package var initramfs: CInt
    /// One for each disk of the specification, in order.
    package var disks: [Disk]

    package init(
        control: CInt, channel: CInt, console: CInt, memory: CInt, kernel: CInt, initramfs: CInt, disks: [Disk]
    ) {
        self.control = control
        self.channel = channel
        self.console = console
        self.memory = memory
        self.kernel = kernel
        self.initramfs = initramfs
        self.disks = disks
    }
}
