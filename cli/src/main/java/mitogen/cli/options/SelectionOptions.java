package mitogen.cli.options;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import mitogen.cli.output.LastRun;
import mitogen.cli.status.UsageException;
import mitogen.cli.system.StandardInput;
import mitogen.cli.system.Surroundings;
import mitogen.cli.targets.Exclusion;
import mitogen.cli.targets.Inventory;
import mitogen.cli.targets.InventoryFiles;
import mitogen.cli.targets.Selected;
import mitogen.cli.targets.SshHosts;
import mitogen.cli.targets.Target;
import mitogen.cli.targets.TargetLists;
import mitogen.cli.targets.TargetParser;
import mitogen.cli.targets.TextLine;
import picocli.CommandLine.Option;

/** The options that select targets. Every command that has targets has them; nothing is connected for a selection. */
public final class SelectionOptions {
    @Option(
            names = {"-t", "--target"},
            paramLabel = "TARGETS",
            description = "where to run: local, web1, web[01-20]/sudo, deploy@web1:2222, 'web*' (hosts of the ssh"
                    + " configuration), @FILE, - (standard input), with commas between them; may be repeated")
    private List<String> targets = List.of();

    @Option(
            names = {"-x", "--exclude-target"},
            paramLabel = "TARGETS",
            description = "leave these out, and all that lies behind them; may be repeated")
    private List<String> excluded = List.of();

    @Option(
            names = {"-i", "--inventory"},
            paramLabel = "FILE",
            description = "names of hosts, and groups for -t @GROUP: YAML, or Ansible's INI or YAML; may be repeated")
    private List<String> inventories = List.of();

    @Option(names = "--failed", description = "where it failed in the last run with several targets, instead of -t")
    private boolean failed;

    @Option(names = "--unreachable", description = "only those that could not be connected or were lost then")
    private boolean unreachable;

    @Option(
            names = "-F",
            paramLabel = "FILE",
            description = "ssh configuration file, for each ssh hop, on the machine where that hop's ssh runs")
    private String config;

    private boolean inputRead;
    private Surroundings around;

    /** Whether no option selects anything. */
    public boolean isEmpty() {
        return targets.isEmpty() && !fromLastRun();
    }

    boolean fromLastRun() {
        return failed || unreachable;
    }

    String config() {
        return config;
    }

    /** What was given to these options. */
    public Stream<String> texts() {
        return Stream.of(targets, excluded, inventories, config == null ? List.<String>of() : List.of(config))
                .flatMap(List::stream);
    }

    /** Whether standard input was a list of targets. */
    boolean inputRead() {
        return inputRead;
    }

    /**
     * Reads the lists and gives the targets.
     *
     * @param otherwise what is selected where nothing was given
     * @throws UsageException if something is wrong with them, or none is left
     */
    public List<Target> select(StandardInput input, Surroundings surroundings, String otherwise) {
        around = surroundings;
        Selected selected = new Selected();
        Inventory inventory = inventories.isEmpty() ? null : InventoryFiles.read(inventories, around);
        TargetLists lists = lists(input, inventory, inventory == null ? this::sshHosts : inventory::hosts);
        if (fromLastRun()) {
            LastRun.of(around.environment()).addTo(selected, failed ? "--failed" : "--unreachable", !failed);
        }
        for (String each : isEmpty() ? List.of(otherwise) : targets) {
            TargetParser.parse(TextLine.ofCommandLine(each), lists, selected);
        }
        inputRead = lists.inputRead();
        List<Target> left = selected.targets();
        for (String each : excluded) {
            left = without(each, left, input, inventory);
        }
        if (left.isEmpty()) {
            throw new UsageException(
                    excluded.isEmpty()
                            ? "there is no target in the lists of -t\nTry: mitogen targets, which shows what a selection comes to."
                            : "-x leaves no target\nTry: mitogen targets, which shows what a selection comes to.");
        }
        return left;
    }

    /** What a list has that is not there is no fault: such a list may be about more. A name that was typed is one. */
    private List<Target> without(String each, List<Target> from, StandardInput input, Inventory inventory) {
        Selected named = new Selected();
        TargetLists lists = lists(input, inventory, () -> Exclusion.hosts(from));
        TargetParser.parse(TextLine.ofCommandLine(each), lists, named);
        inputRead |= lists.inputRead();
        List<Target> left = Exclusion.from(from, named.targets());
        if (left.size() == from.size() && !each.contains("@") && !each.equals("-")) {
            throw new UsageException("-x " + each + " leaves out none of the targets"
                    + "\nCheck the name. mitogen targets shows what a selection comes to.");
        }
        return left;
    }

    private TargetLists lists(StandardInput input, Inventory inventory, Supplier<? extends Collection<String>> hosts) {
        return new TargetLists(inputRead ? StandardInput.NONE : input, around, inventory, hosts);
    }

    private List<String> sshHosts() {
        return new ArrayList<>(SshHosts.of(config, Path.of(System.getProperty("user.home")), Path.of("/etc/ssh")));
    }
}
