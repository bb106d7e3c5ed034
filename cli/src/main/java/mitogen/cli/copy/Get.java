package mitogen.cli.copy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mitogen.Context;
import mitogen.cli.output.OutFiles;
import mitogen.cli.status.UsageException;
import mitogen.cli.system.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mitogen get}: files and trees of the targets to this machine. */
@Command(
        name = "get",
        sortOptions = false,
        description = {
            "Copy files and trees from each target into DIRECTORY here.",
            "With several targets, each has a directory of its own in there, with the target's name. Directories that"
                    + " are missing are made."
        },
        footer = {
            "",
            "Examples:",
            "  mitogen get -t web1 /etc/hosts .",
            "  mitogen get -t web[01-20] --include '*.log' /var/log/app logs",
            "  mitogen get -t web1/sudo --resume /var/log/syslog collected",
            "  mitogen get -t 'web*' --json /etc/ssh/sshd_config configs"
        })
public final class Get extends CopyCommand {
    @Parameters(
            arity = "1..*",
            paramLabel = "SOURCE... DIRECTORY",
            hideParamSyntax = true,
            description = "files and directories there, and where their copies go")
    private List<String> paths;

    public Get(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() {
        List<String> sources = sources("get", paths, "DIRECTORY");
        Path directory = here(paths.get(sources.size())).toAbsolutePath().normalize();
        OwnFiles.checkNames(sources);
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new UsageException(directory + " is a file, and no directory\nGive the directory for the copies.");
        }
        boolean several = options.targets(terminal).size() > 1;
        return run(false, (target, context) -> {
            Path own = several ? directory.resolve(OutFiles.fileName(target.name())) : directory;
            return copies(sources, context, own);
        });
    }

    private List<CopyWork.Copy> copies(List<String> sources, Context context, Path directory) throws IOException {
        if (!copying.isDryRun()) {
            Files.createDirectories(directory);
        }
        List<CopyWork.Copy> copies = new ArrayList<>();
        for (String source : sources) {
            copies.add(new CopyWork.Copy(
                    context.files().getPath(source), directory.resolve(OwnFiles.path(OwnFiles.name(source)))));
        }
        return copies;
    }
}
