/// Who makes a call, looked up.
package struct Caller: Hashable, Sendable {
    /// The number of the domain; nil when there is none of that name, which only compat goes on with.
    package let index: Int?
    /// The name or `uuid:…`, as the request spelt it.
    package let text: String

    package init(index: Int?, text: String) {
        self.index = index
        self.text = text
    }

    /// The caller that is a domain of a world, by its name.
    package init(_ index: Int, in world: World) { self.init(index: index, text: world.domains[index].name) }
}
