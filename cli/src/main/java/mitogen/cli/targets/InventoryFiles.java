package mitogen.cli.targets;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mitogen.cli.status.UsageException;
import mitogen.cli.system.Surroundings;

/** Reads the files of {@code -i}, each in its format: our YAML, Ansible's, or Ansible's INI. */
public final class InventoryFiles {
    private InventoryFiles() {}

    /** Reads the files. */
    public static Inventory read(List<String> files, Surroundings surroundings) {
        Inventory inventory = new Inventory();
        AnsibleHosts ansible = new AnsibleHosts();
        for (String file : files) {
            String text = text(surroundings.path(Path.of(file)));
            if (text.startsWith("#!")) {
                throw new UsageException(
                        "the inventory " + file + " is a program, and no program is run for an inventory"
                                + "\nSave what it prints, and give that file.");
            }
            if (file.matches(".*\\.(ya?ml|json)")) {
                new YamlInventory(file, text).read(inventory, ansible);
            } else {
                new IniInventory(file, text).read(ansible);
            }
        }
        ansible.addTo(inventory);
        return inventory;
    }

    private static String text(Path path) {
        try {
            return new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UsageException((Files.exists(path)
                            ? "the inventory " + path.toAbsolutePath() + " cannot be read"
                                    + (Files.isDirectory(path) ? ": it is a directory" : "")
                            : "there is no inventory " + path.toAbsolutePath())
                    + "\nIt is read here, on the machine where mitogen is started; check the path.");
        }
    }
}
