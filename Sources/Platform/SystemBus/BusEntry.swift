/// One entry of a D-Bus dictionary.
package struct BusEntry: Hashable, Sendable {
    package let key: BusValue
    package let value: BusValue

    package init(key: BusValue, value: BusValue) {
        self.key = key
        self.value = value
    }
}
