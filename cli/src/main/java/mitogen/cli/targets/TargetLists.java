package mitogen.cli.targets;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mitogen.ConnectionMethod;
import mitogen.cli.system.OwnSurroundings;
import mitogen.cli.system.StandardInput;
import mitogen.cli.system.Surroundings;

/**
 * Lists of targets in files and on standard input, and the hosts that patterns are matched with. Each is read only when a target
 * names it.
 */
public final class TargetLists implements TargetParser.Lists {
    private static final Pattern COMMENT = Pattern.compile("(^|[ \\t])#");

    /** There are none. */
    public static final TargetLists NONE = new TargetLists(StandardInput.NONE, OwnSurroundings.HERE, null, List::of);

    private final StandardInput input;
    private final Surroundings surroundings;
    private final Inventory inventory;
    private final Supplier<? extends Collection<String>> known;
    private final Deque<Path> open = new ArrayDeque<>();
    private boolean inputRead;

    /**
     * The lists that there may be.
     *
     * @param inventory or null
     * @param known the hosts that are known here, which are asked for when they are needed
     */
    public TargetLists(
            StandardInput input,
            Surroundings surroundings,
            Inventory inventory,
            Supplier<? extends Collection<String>> known) {
        this.input = input;
        this.surroundings = surroundings;
        this.inventory = inventory;
        this.known = known;
    }

    /** Whether standard input was a list of targets, and so is none of the programs. */
    public boolean inputRead() {
        return inputRead;
    }

    @Override
    public void add(String list, TextLine line, int at, Selected to) {
        if (list.equals("-")) {
            input(line, at, to);
        } else if (list.length() == 1) {
            throw line.fault("the name of a file is missing behind the @", at + 1);
        } else if (inventory != null && inventory.hasGroup(list.substring(1))) {
            inventory.addTargets(list.substring(1), line, at, this, to);
        } else {
            file(list.substring(1), line, at, to);
        }
    }

    private void input(TextLine line, int at, Selected to) {
        if (inputRead) {
            throw line.fault("standard input is read once, and was read already", at);
        }
        if (!input.mayBeRead()) {
            throw line.fault("there is no list of targets on standard input", at);
        }
        inputRead = true;
        try {
            lines("standard input", input.stream().readAllBytes(), to);
        } catch (IOException e) {
            throw line.fault("standard input cannot be read: " + e.getMessage(), at);
        }
    }

    /** A list in a list is looked for beside that one. */
    private void file(String name, TextLine line, int at, Selected to) {
        Path beside = open.isEmpty() ? null : open.peek().getParent();
        Path path = beside == null ? Path.of(name) : beside.resolve(name);
        if (open.contains(path)) {
            throw line.fault("the list " + path + " has itself in it", at);
        }
        Path found = surroundings.path(path);
        byte[] content;
        try {
            content = Files.readAllBytes(found);
        } catch (NoSuchFileException e) {
            throw line.fault(
                    "there is no " + (inventory == null ? "" : "group " + name + " and no ") + "file "
                            + found.toAbsolutePath(),
                    at);
        } catch (IOException e) {
            throw line.fault(
                    "the file " + found.toAbsolutePath() + " cannot be read"
                            + (Files.isDirectory(found) ? ": it is a directory" : ""),
                    at);
        }
        open.push(path);
        lines(path.toString(), content, to);
        open.pop();
    }

    private void lines(String file, byte[] content, Selected to) {
        String text = new String(content, UTF_8);
        int number = 0;
        for (String each : (text.startsWith("\ufeff") ? text.substring(1) : text).split("\r?\n")) {
            number++;
            Matcher comment = COMMENT.matcher(each);
            String targets = comment.find() ? each.substring(0, comment.start()) : each;
            if (!targets.isBlank()) {
                TargetParser.parse(
                        new TextLine(file, number, targets.replace('\t', ' ').stripTrailing()), this, to);
            }
        }
    }

    @Override
    public List<String> hosts(String pattern) {
        return known.get().stream()
                .filter(host -> SshHosts.matches(pattern, host))
                .distinct()
                .toList();
    }

    @Override
    public List<ConnectionMethod> way(String host) {
        return inventory == null ? null : inventory.way(host);
    }
}
