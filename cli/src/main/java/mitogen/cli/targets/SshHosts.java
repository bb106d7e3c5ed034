package mitogen.cli.targets;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The hosts that have a {@code Host} entry in the ssh configuration: its names without {@code *}, {@code ?} and {@code !}. Files
 * that are included count as ssh counts them (ssh_config(5)): what one within an entry says is only for the hosts of that
 * entry. Nothing of a configuration is executed.
 */
public final class SshHosts {
    /** As in ssh. */
    private static final int DEEPEST = 16;

    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|([^\\s\"]+)");
    private static final Pattern LINE = Pattern.compile("\\s*([A-Za-z]+)(?:\\s*=\\s*|\\s+)(.*)");

    private final Path home;
    private final Set<String> names = new LinkedHashSet<>();

    private SshHosts(Path home) {
        this.home = home;
    }

    /**
     * The hosts of a file, or of ssh's own files where it is null. A file that is missing has none.
     *
     * @param config as behind ssh's {@code -F}
     */
    public static Set<String> of(String config, Path home, Path system) {
        SshHosts hosts = new SshHosts(home);
        if (config == null) {
            hosts.file(home.resolve(".ssh/config"), home.resolve(".ssh"), List.of(), 0);
            hosts.file(system.resolve("ssh_config"), system, List.of(), 0);
        } else if (!config.equals("none")) {
            hosts.file(Path.of(config), home.resolve(".ssh"), List.of(), 0);
        }
        return hosts.names;
    }

    /** Reads a file; the entries around its include are those that its own hosts must match as well. */
    private void file(Path file, Path folder, List<List<String>> around, int depth) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException unreadable) {
            return; // ssh passes over it; a file of -F is checked elsewhere
        }
        List<String> entry = null;
        for (String line : lines) {
            Matcher parts = LINE.matcher(line);
            if (!parts.matches()) {
                continue;
            }
            List<String> words = words(parts.group(2));
            switch (parts.group(1).toLowerCase(Locale.ROOT)) {
                case "host" -> {
                    entry = words;
                    for (String word : words) {
                        if (!word.matches(".*[*?!].*")
                                && matches(words, word)
                                && around.stream().allMatch(each -> matches(each, word))) {
                            names.add(word);
                        }
                    }
                }
                case "match" -> entry = null; // whether it applies, only ssh knows
                case "include" -> {
                    List<List<String>> within = new ArrayList<>(around);
                    if (entry != null) {
                        within.add(entry);
                    }
                    if (depth < DEEPEST) {
                        words.forEach(word -> include(word, folder, within, depth + 1));
                    }
                }
                default -> {}
            }
        }
    }

    private void include(String pattern, Path folder, List<List<String>> around, int depth) {
        String name = pattern.startsWith("~/") ? home + pattern.substring(1) : pattern;
        List<Path> files = new ArrayList<>();
        glob(name.startsWith("/") ? Path.of("/") : folder, Path.of(name), 0, files);
        files.forEach(file -> file(file, folder, around, depth));
    }

    /** The files that a path with patterns in its names leads to, in the order of their names. */
    private static void glob(Path from, Path pattern, int at, List<Path> files) {
        if (at == pattern.getNameCount()) {
            files.add(from);
            return;
        }
        String name = pattern.getName(at).toString();
        if (!name.matches(".*[*?\\[].*")) {
            glob(from.resolve(name), pattern, at + 1, files);
            return;
        }
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(from, name)) {
            all.forEach(found::add);
        } catch (IOException noFolder) {
            return;
        }
        found.removeIf(path -> path.getFileName().toString().startsWith(".") && !name.startsWith("."));
        found.sort(null);
        found.forEach(path -> glob(path, pattern, at + 1, files));
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(text);
        while (word.find() && !(word.group(2) != null && word.group(2).startsWith("#"))) {
            words.add(word.group(1) == null ? word.group(2) : word.group(1));
        }
        return words;
    }

    private static boolean matches(List<String> patterns, String host) {
        boolean matched = false;
        for (String pattern : patterns) {
            boolean not = pattern.startsWith("!");
            if (matches(not ? pattern.substring(1) : pattern, host)) {
                if (not) {
                    return false;
                }
                matched = true;
            }
        }
        return matched;
    }

    /** As ssh compares them: {@code *} for any characters, {@code ?} for one, capitals as small letters. */
    static boolean matches(String pattern, String host) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
        }
        return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE)
                .matcher(host)
                .matches();
    }
}
