package mitogen.cli;

import java.util.List;
import java.util.stream.Collectors;

/** Words as somebody would have to type them at a shell. */
final class Quoted {
    private Quoted() {}

    static String words(List<String> words) {
        return words.stream().map(Quoted::word).collect(Collectors.joining(" "));
    }

    static String word(String word) {
        return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
