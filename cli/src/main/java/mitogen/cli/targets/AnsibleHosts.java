package mitogen.cli.targets;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What Ansible's inventories say: hosts, groups, groups in groups, and variables of each. A variable of a host goes before
 * one of its group, and one of a group before one of the groups around it.
 */
final class AnsibleHosts {
    private static final int MOST_GROUPS = 1000;

    private final Map<String, Vars> hosts = new LinkedHashMap<>();
    private final Map<String, Group> groups = new LinkedHashMap<>();

    /**
     * Variables, and where they stand.
     *
     * @param place of the host, for faults
     */
    record Vars(TextLine place, Map<String, String> values) {}

    private static final class Group {
        final Set<String> hosts = new LinkedHashSet<>();
        final Set<String> children = new LinkedHashSet<>();
        final Map<String, String> vars = new LinkedHashMap<>();
    }

    void addGroup(String name) {
        groups.computeIfAbsent(name, key -> new Group());
    }

    /** Adds a host to a group, or variables to a host. */
    void addHost(String group, String host, TextLine place, Map<String, String> vars) {
        hosts.computeIfAbsent(host, key -> new Vars(place, new LinkedHashMap<>()))
                .values()
                .putAll(vars);
        addGroup(group);
        groups.get(group).hosts.add(host);
    }

    void addChild(String group, String child) {
        addGroup(group);
        addGroup(child);
        groups.get(group).children.add(child);
    }

    void addVar(String group, String name, String value) {
        addGroup(group);
        groups.get(group).vars.put(name, value);
    }

    /** Gives all of it to an inventory, where {@code all} has each host, and {@code ungrouped} those of no other group. */
    void addTo(Inventory inventory) {
        if (hosts.isEmpty() && groups.isEmpty()) {
            return;
        }
        Map<String, Set<String>> members = new LinkedHashMap<>();
        groups.keySet()
                .forEach(group -> members.put(group, members(group, new LinkedHashSet<>(), new LinkedHashSet<>())));
        members.computeIfAbsent("all", key -> new LinkedHashSet<>()).addAll(hosts.keySet());
        Set<String> ungrouped = new LinkedHashSet<>(hosts.keySet());
        members.forEach((group, all) -> {
            if (!group.equals("all") && !group.equals("ungrouped")) {
                ungrouped.removeAll(all);
            }
        });
        members.put("ungrouped", ungrouped);
        Map<String, Integer> depths = new HashMap<>();
        groups.keySet().forEach(group -> depths.put(group, depth(group, 0)));
        hosts.forEach((host, own) -> {
            Map<String, String> vars = new LinkedHashMap<>();
            members.keySet().stream()
                    .filter(group -> members.get(group).contains(host) && groups.containsKey(group))
                    .sorted(Comparator.<String>comparingInt(depths::get).thenComparing(group -> group))
                    .forEach(group -> vars.putAll(groups.get(group).vars));
            vars.putAll(own.values());
            inventory.addHost(host, AnsibleWay.of(host, own.place(), vars));
        });
        members.forEach((group, all) -> {
            inventory.addGroup(group);
            all.forEach(host -> inventory.addToGroup(group, new TextLine(null, 1, host)));
        });
    }

    private Set<String> members(String group, Set<String> to, Set<String> seen) {
        if (seen.add(group)) {
            to.addAll(groups.get(group).hosts);
            groups.get(group).children.forEach(child -> members(child, to, seen));
        }
        return to;
    }

    /** How far below {@code all}: groups that are in others come later. */
    private int depth(String group, int before) {
        if (group.equals("all") || before > MOST_GROUPS) {
            return 0;
        }
        int depth = 1;
        List<String> parents = new ArrayList<>();
        groups.forEach((name, each) -> {
            if (each.children.contains(group) && !name.equals(group)) {
                parents.add(name);
            }
        });
        for (String parent : parents) {
            depth = Math.max(depth, 1 + depth(parent, before + 1));
        }
        return depth;
    }
}
