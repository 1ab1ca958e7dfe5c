/// A program, and all that it may see and use of the host.
package struct JailSpecification: Hashable, Sendable {
    /// A name in the jail that stands for another: `/lib` for `usr/lib` on a host with merged directories.
    package struct Link: Hashable, Sendable {
        package let path: String
        package let target: String

        package init(_ path: String, to target: String) {
            self.path = path
            self.target = target
        }
    }

    /// The program's absolute path; it must be among or below the visible paths.
    package var program: String
    package var arguments: [String]
    /// The user and the group of the program; never 0.
    package var userID: UInt32
    package var supplementaryGroups: [UInt32]
    /// Files and directories that are seen under their own names, read-only.
    package var visiblePaths: [String]
    package var links: [Link]
    /// Device files that may be used: `/dev/kvm`.
    package var devices: [String]
    /// Control group directories to join.
    package var controlGroups: [String]
    package var limits: JailLimits
    /// Descriptors that the program keeps, besides 0, 1 and 2.
    package var keptDescriptors: [CInt]

    package init(
        program: String, arguments: [String], userID: UInt32, supplementaryGroups: [UInt32] = [],
        visiblePaths: [String] = [], links: [Link] = [], devices: [String] = [], controlGroups: [String] = [],
        limits: JailLimits = JailLimits(), keptDescriptors: [CInt] = []
    ) {
        self.program = program
        self.arguments = arguments
        self.userID = userID
        self.supplementaryGroups = supplementaryGroups
        self.visiblePaths = visiblePaths
        self.links = links
        self.devices = devices
        self.controlGroups = controlGroups
        self.limits = limits
        self.keptDescriptors = keptDescriptors
    }
}
