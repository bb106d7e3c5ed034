package mitogen.cli.targets;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mitogen.ConnectionMethod;

/** The hosts and groups of the files of {@code -i}. They are read, and nothing in them is ever executed. */
public final class Inventory {
    /** What a fault in an inventory is told with. */
    static final String REMEDY = "See docs/reference/inventory.md.";

    private final Map<String, List<ConnectionMethod>> hosts = new LinkedHashMap<>();
    private final Map<String, List<TextLine>> groups = new LinkedHashMap<>();
    private final Deque<String> open = new ArrayDeque<>();

    /** A host that is known by several files has the way of the first. */
    void addHost(String name, List<ConnectionMethod> way) {
        hosts.putIfAbsent(name, way);
    }

    /** Adds a line of targets to a group. */
    void addToGroup(String name, TextLine targets) {
        groups.computeIfAbsent(name, key -> new ArrayList<>()).add(targets);
    }

    void addGroup(String name) {
        groups.computeIfAbsent(name, key -> new ArrayList<>());
    }

    boolean hasGroup(String name) {
        return groups.containsKey(name);
    }

    /** Adds the targets of a group. */
    void addTargets(String group, TextLine line, int at, TargetParser.Lists lists, Selected to) {
        if (open.contains(group)) {
            throw line.fault("the group " + group + " has itself in it", at);
        }
        open.push(group);
        groups.get(group).forEach(targets -> TargetParser.parse(targets, lists, to));
        open.pop();
    }

    Collection<String> groups() {
        return groups.keySet();
    }

    /** The names of all hosts, for patterns. */
    public Collection<String> hosts() {
        return hosts.keySet();
    }

    /** The way to a host; null if it is none of these. */
    List<ConnectionMethod> way(String host) {
        return hosts.get(host);
    }
}
