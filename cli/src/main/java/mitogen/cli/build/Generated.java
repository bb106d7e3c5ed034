package mitogen.cli.build;

import java.io.IOException;
import java.nio.file.Path;

/** What the build makes of the annotations of the commands: tables of options, completion scripts and manual pages. */
final class Generated {
    private Generated() {}

    /** Arguments: the directory of classes, that of the frames of completion scripts, that of manual pages, the version. */
    public static void main(String[] arguments) throws IOException {
        Path classes = Path.of(arguments[0]);
        OptionTable.write(classes);
        CompletionScripts.write(Path.of(arguments[1]), classes);
        ManPages.write(Path.of(arguments[2]), arguments[3]);
    }
}
