/// What definitions are checked against: the host that they are to run on.
package struct HostFacts: Hashable, Sendable {
    /// The memory of the host, in MiB.
    package let memoryMiB: Int
    /// The number of its processors.
    package let cpuCount: Int
    /// The names of the template images that it has.
    package let imageTemplates: [String]

    package init(memoryMiB: Int, cpuCount: Int, imageTemplates: [String]) {
        self.memoryMiB = memoryMiB
        self.cpuCount = cpuCount
        self.imageTemplates = imageTemplates
    }
}
