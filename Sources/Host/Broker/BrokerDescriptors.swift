package import LinuxIO

/// What a broker inherits from the manager.
package struct BrokerDescriptors: ~Copyable {
    /// A listening `SOCK_SEQPACKET` socket.
    package static let control: Int32 = 3
    /// The stream to the guest's channel.
    package static let guest: Int32 = 4
    /// The stream to the guest's serial console.
    package static let console: Int32 = 5
    /// The console log, opened for appending.
    package static let consoleLog: Int32 = 6

    package let control: OwnedDescriptor
    package let guest: OwnedDescriptor
    package let console: OwnedDescriptor
    package let consoleLog: OwnedDescriptor

    /// Takes the four inherited descriptors.
    package static func inherited() throws(BrokerError) -> BrokerDescriptors {
        let purposes: [(Int32, String)] = [
            (control, "control socket"), (guest, "guest channel"), (console, "console"), (consoleLog, "console log"),
        ]
        for (number, purpose) in purposes where !CurrentProcess.isOpen(number) {
            throw .missingDescriptor(number, purpose: purpose)
        }
        return BrokerDescriptors(
            control: OwnedDescriptor(adopting: control), guest: OwnedDescriptor(adopting: guest),
            console: OwnedDescriptor(adopting: console), consoleLog: OwnedDescriptor(adopting: consoleLog))
    }
}
