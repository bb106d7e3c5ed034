package mitogen.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.OutputStream;
import java.io.Reader;
import java.util.function.Predicate;

/** Somebody who sits at a terminal and answers what is asked. */
final class TypedAtScreen {
    private TypedAtScreen() {}

    /**
     * Runs a shell command at a terminal of its own until it ends well; gives what the screen showed.
     *
     * @param asks whether what is on the screen so far ends with a question
     */
    static String screen(String command, Predicate<String> asks, String answer) throws Exception {
        Needs.command("script", "bsdutils");
        Process process = new ProcessBuilder("script", "-qec", command, "/dev/null")
                .redirectErrorStream(true)
                .start();
        StringBuilder screen = new StringBuilder();
        try (OutputStream keyboard = process.getOutputStream();
                Reader reader = process.inputReader()) {
            for (int c = reader.read(); c >= 0; c = reader.read()) {
                screen.append((char) c);
                if (asks.test(screen.toString())) {
                    keyboard.write((answer + "\n").getBytes(UTF_8));
                    keyboard.flush();
                }
            }
        }
        assertEquals(0, process.waitFor(), screen::toString);
        return screen.toString();
    }
}
