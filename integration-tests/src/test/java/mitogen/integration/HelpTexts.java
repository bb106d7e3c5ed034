package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mitogen.cli.Main;

/** What the command prints of itself. */
final class HelpTexts {
    private HelpTexts() {}

    /** The help of each command, and of each part of one, such as {@code session start}. */
    static List<String> all() {
        List<String> all = new ArrayList<>();
        for (String command : listed(of())) {
            String help = of(command);
            all.add(help);
            listed(help).forEach(part -> all.add(of(command, part)));
        }
        return all;
    }

    private static String of(String... command) {
        List<String> words = new ArrayList<>(List.of(command));
        words.add("--help");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        assertEquals(0, Main.run(words.toArray(new String[0]), print, print));
        return out.toString(StandardCharsets.UTF_8);
    }

    private static List<String> listed(String help) {
        Matcher list = Pattern.compile("(?m)^Commands:\\n((?: .*\\n?)+)").matcher(help);
        if (!list.find()) {
            return List.of();
        }
        return Pattern.compile("(?m)^  ([a-z]+)  ")
                .matcher(list.group(1))
                .results()
                .map(name -> name.group(1))
                .toList();
    }
}
