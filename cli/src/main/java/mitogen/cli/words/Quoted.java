package mitogen.cli.words;

import java.util.List;
import java.util.stream.Collectors;

/** Words as somebody would have to type them at a shell, for what is suggested and for what is shown. */
public final class Quoted {
    private Quoted() {}

    /** Several, with blanks between. */
    public static String words(List<String> words) {
        return words.stream().map(Quoted::word).collect(Collectors.joining(" "));
    }

    public static String word(String word) {
        return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
