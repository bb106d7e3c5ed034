package mitogen.connect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A command line that is put together; an option that was not given leaves nothing in it. */
final class CommandLine {
    private final List<String> words = new ArrayList<>();

    CommandLine(String... words) {
        add(words);
    }

    CommandLine add(String... more) {
        words.addAll(List.of(more));
        return this;
    }

    CommandLine words(List<String> more) {
        words.addAll(more);
        return this;
    }

    /** The option with its value, as two words, unless that is null. */
    CommandLine option(String name, String value) {
        return value == null ? this : add(name, value);
    }

    /** The option with its value as one word, {@code --name=value}, unless that is null. */
    CommandLine joined(String name, String value) {
        return value == null ? this : add(name + "=" + value);
    }

    /** The option, once for each variable, as {@code NAME=value}. */
    CommandLine environment(String name, Map<String, String> variables) {
        variables.forEach((variable, value) -> add(name, variable + "=" + value));
        return this;
    }

    /** A word, if it is wanted. */
    CommandLine flag(boolean wanted, String name) {
        return wanted ? add(name) : this;
    }

    /** The whole, with the shell and its script at the end. */
    List<String> shell(String shell, String script) {
        add(shell, "-c", script);
        return List.copyOf(words);
    }
}
