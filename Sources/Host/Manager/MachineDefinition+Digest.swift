import Machines

extension MachineDefinition {
    /// Tells two definitions apart, also across managers: all values in a fixed order.
    var digest: String {
        [
            name.text, machineClass.rawValue, label.rawValue, template?.text ?? "", netvm?.text ?? "",
            "\(providesNetwork)", "\(memoryMiB)", "\(vcpus)", tags.map(\.text).sorted().joined(separator: ","),
            defaultDispvm?.text ?? "", "\(templateForDispvms)", "\(volume.sizeMiB)", volume.encryption.rawValue,
            start.mode.rawValue, uplink.map { "\($0)" } ?? "",
        ].joined(separator: "|")
    }
}
