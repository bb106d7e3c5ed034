package mitogen.cli.copy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mitogen.Context;
import mitogen.cli.status.UsageException;
import mitogen.cli.system.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mitogen put}: files and trees of this machine to the targets. */
@Command(
        name = "put",
        sortOptions = false,
        description = {
            "Copy files and trees to each target.",
            "DESTINATION is the name of the copy. It is the directory that the copies go into if it ends with a slash,"
                    + " if there are several sources, or if a file is copied and DESTINATION is a directory there."
                    + " The directory above a copy has to exist."
        },
        footer = {
            "",
            "Examples:",
            "  mitogen put -t web1 app.conf /etc/app.conf",
            "  mitogen put -t web[01-20]/sudo --delete --exclude '*.log' build /srv/app",
            "  mitogen put -t web1 --dry-run --checksum build /srv/app",
            "  mitogen put -t web1,web2 a.txt b.txt docs /tmp/"
        })
public final class Put extends CopyCommand {
    @Parameters(
            arity = "1..*",
            paramLabel = "SOURCE... DESTINATION",
            hideParamSyntax = true,
            description = "files and directories here, and where their copies go")
    private List<String> paths;

    public Put(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() {
        List<String> sources = sources("put", paths, "DESTINATION");
        String destination = paths.get(sources.size());
        boolean intoDirectory = sources.size() > 1 || destination.endsWith("/");
        if (intoDirectory) {
            OwnFiles.checkNames(sources);
        }
        for (String source : sources) {
            if (!Files.exists(here(source))) {
                throw new UsageException("there is no file " + source + " here, or it cannot be read\nCheck its path.");
            }
        }
        return run(true, (target, context) -> {
            List<CopyWork.Copy> copies = new ArrayList<>();
            for (String source : sources) {
                copies.add(copy(source, destination, intoDirectory, context));
            }
            return copies;
        });
    }

    private CopyWork.Copy copy(String source, String destination, boolean into, Context context) throws IOException {
        Path from = here(source);
        Path to = context.files().getPath(destination);
        boolean within = into || !Files.isDirectory(from) && Files.isDirectory(to);
        return new CopyWork.Copy(from, within ? to.resolve(OwnFiles.name(source)) : to);
    }
}
