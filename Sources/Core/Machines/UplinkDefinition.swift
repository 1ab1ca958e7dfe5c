/// The way out of a VM that has no netvm, as a file says under `[uplink]`.
package struct UplinkDefinition: Hashable, Sendable {
    /// What the VM's outer interface is joined to.
    package enum Place: Hashable, Sendable, CustomStringConvertible {
        /// A bridge of the host; its tap becomes a port.
        case bridge(String)
        /// A network namespace, by the path that it is bound to; its tap stands there, and whoever made the namespace
        /// does the rest.
        case namespace(String)

        package var description: String {
            switch self {
            case .bridge(let name): "bridge \(name)"
            case .namespace(let path): "namespace \(path)"
            }
        }
    }

    package let place: Place
    package let addresses: OutsideAddresses

    package init(place: Place, addresses: OutsideAddresses) {
        self.place = place
        self.addresses = addresses
    }
}
