package mitogen.cli.targets;

import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mitogen.cli.status.UsageException;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * An inventory in YAML, ours or Ansible's. Ours has {@code targets} and {@code groups} at its top; Ansible's has groups
 * there. Only the tree of nodes is looked at: no object is ever made of a tag.
 */
final class YamlInventory {
    private static final int DEEPEST = 32;

    private final String file;
    private final String text;
    private final List<String> lines;

    YamlInventory(String file, String text) {
        this.file = file;
        this.text = text;
        lines = text.lines().toList();
    }

    void read(Inventory inventory, AnsibleHosts ansible) {
        Node root;
        try {
            root = new Yaml(new SafeConstructor(new LoaderOptions())).compose(new StringReader(text));
        } catch (MarkedYAMLException e) {
            throw new TargetSyntaxException(
                    e.getProblem(),
                    line(e.getProblemMark().getLine()),
                    e.getProblemMark().getColumn(),
                    Inventory.REMEDY);
        } catch (YAMLException e) {
            throw new UsageException(file + ": " + e.getMessage() + "\n" + Inventory.REMEDY);
        }
        if (root == null) {
            return; // nothing but comments
        }
        Map<String, Node> top = map(root, "groups");
        if (top.containsKey("targets") || top.containsKey("groups")) {
            ours(root, top, inventory);
        } else {
            top.forEach((name, group) -> group(name, group, 0, ansible));
        }
    }

    private void ours(Node root, Map<String, Node> top, Inventory inventory) {
        for (NodeTuple entry : ((MappingNode) root).getValue()) {
            if (!List.of("targets", "groups").contains(scalar(entry.getKeyNode(), "a name"))) {
                throw fault(entry.getKeyNode(), "an inventory has targets and groups, and nothing else");
            }
        }
        map(top.get("targets"), "names and targets").forEach((name, value) -> target(name, value, inventory));
        map(top.get("groups"), "groups").forEach((name, value) -> {
            inventory.addGroup(name);
            if (value instanceof SequenceNode list) {
                list.getValue().forEach(each -> inventory.addToGroup(name, targets(each)));
            } else if (!isNull(value)) {
                inventory.addToGroup(name, targets(value));
            }
        });
    }

    /** {@code web[1-3]: ssh:deploy@{}.example.com}: the name stands in place of the braces. */
    private void target(String names, Node value, Inventory inventory) {
        TextLine line = targets(value);
        for (Written name : Ranges.expand(Written.part(TextLine.ofCommandLine(names), 0, names.length()))) {
            Selected selected = new Selected();
            TextLine one = new TextLine(file, line.number(), line.text().replace("{}", name.text()));
            TargetParser.parse(one, TargetLists.NONE, selected);
            if (selected.targets().size() != 1) {
                throw fault(
                        value,
                        names + " is one target each, and this stands for "
                                + selected.targets().size());
            }
            inventory.addHost(name.text(), selected.targets().get(0).hops());
        }
    }

    /** A text with targets, which keeps its column. */
    private TextLine targets(Node node) {
        String value = scalar(node, "a target as text");
        int column =
                node.getStartMark().getColumn() + (((ScalarNode) node).getScalarStyle() == ScalarStyle.PLAIN ? 0 : 1);
        return new TextLine(file, node.getStartMark().getLine() + 1, " ".repeat(column) + value);
    }

    private void group(String name, Node node, int depth, AnsibleHosts to) {
        if (depth > DEEPEST) {
            throw fault(node, "groups are in groups more than " + DEEPEST + " deep");
        }
        to.addGroup(name);
        map(node, "hosts, children and vars").forEach((key, value) -> {
            switch (key) {
                case "hosts" ->
                    map(value, "hosts").forEach((pattern, vars) -> {
                        TextLine line = line(value.getStartMark().getLine());
                        Map<String, String> values = vars(vars);
                        IniInventory.hosts(pattern, line).forEach(host -> to.addHost(name, host, line, values));
                    });
                case "children" ->
                    map(value, "groups").forEach((child, content) -> {
                        to.addChild(name, child);
                        group(child, content, depth + 1, to);
                    });
                case "vars" -> vars(value).forEach((variable, content) -> to.addVar(name, variable, content));
                default ->
                    throw fault(
                            node,
                            "a group has hosts, children and vars, and no '" + key
                                    + "'; a target is given below targets");
            }
        });
    }

    /** Variables of Ansible; lists and maps are for others. */
    private Map<String, String> vars(Node node) {
        Map<String, String> vars = new LinkedHashMap<>();
        map(node, "variables").forEach((name, value) -> {
            if (value instanceof ScalarNode scalar) {
                vars.put(name, isNull(value) ? "" : scalar.getValue());
            }
        });
        return vars;
    }

    /** An empty value is an empty map. */
    private Map<String, Node> map(Node node, String what) {
        Map<String, Node> map = new LinkedHashMap<>();
        if (node == null || isNull(node)) {
            return map;
        }
        if (!(node instanceof MappingNode mapping)) {
            throw fault(node, "here are " + what + ", each with a colon behind it");
        }
        for (NodeTuple entry : mapping.getValue()) {
            String key = scalar(entry.getKeyNode(), "a name");
            if (map.put(key, entry.getValueNode()) != null) {
                throw fault(entry.getKeyNode(), key + " is here twice");
            }
        }
        return map;
    }

    private static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private String scalar(Node node, String what) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw fault(node, "here is " + what);
    }

    private TextLine line(int index) {
        return new TextLine(file, index + 1, index < lines.size() ? lines.get(index) : "");
    }

    private TargetSyntaxException fault(Node node, String problem) {
        return new TargetSyntaxException(
                problem,
                line(node.getStartMark().getLine()),
                node.getStartMark().getColumn(),
                Inventory.REMEDY);
    }
}
