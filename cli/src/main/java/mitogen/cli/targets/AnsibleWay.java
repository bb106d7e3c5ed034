package mitogen.cli.targets;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import mitogen.ConnectionMethod;
import mitogen.cli.status.UsageException;
import mitogen.connect.Container;
import mitogen.connect.ContextSpec;
import mitogen.connect.Local;
import mitogen.connect.Ssh;

/** How Ansible's connection variables of a host are meant. Variables about anything else are not looked at. */
final class AnsibleWay {
    private final String host;
    private final TextLine place;
    private final Map<String, String> vars;

    private AnsibleWay(String host, TextLine place, Map<String, String> vars) {
        this.host = host;
        this.place = place;
        this.vars = vars;
    }

    /** The way to a host. */
    static List<ConnectionMethod> of(String host, TextLine place, Map<String, String> vars) {
        return new AnsibleWay(host, place, vars).way();
    }

    private List<ConnectionMethod> way() {
        try {
            List<ConnectionMethod> way = new ArrayList<>();
            way.add(first());
            String become = value("ansible_become");
            if (become != null && List.of("true", "yes", "on", "1", "y").contains(become.toLowerCase(Locale.ROOT))) {
                String method = value("ansible_become_method");
                String user = value("ansible_become_user");
                String name = method == null ? "sudo" : method;
                if (!List.of("sudo", "su", "doas").contains(name)) {
                    throw fault("ansible_become_method=" + name + " is not known; there are sudo, su, doas");
                }
                way.addAll(ContextSpec.parse(user == null ? name : name + ":" + user)
                        .methods());
            }
            return List.copyOf(way);
        } catch (IllegalArgumentException e) {
            throw fault(e.getMessage().lines().findFirst().orElse(""));
        }
    }

    private ConnectionMethod first() {
        String connection = value("ansible_connection");
        String name = connection == null ? "ssh" : connection.replaceFirst(".*\\.", "");
        String address = value("ansible_host", "ansible_ssh_host");
        String place = address == null ? host : address;
        return switch (name) {
            case "ssh", "smart", "paramiko", "paramiko_ssh" -> ssh(place);
            case "local" -> Local.local();
            case "docker" -> Container.docker(place);
            case "podman" -> Container.podman(place);
            default ->
                throw fault("ansible_connection=" + name + " is not known; there are ssh, local, docker, podman");
        };
    }

    private Ssh ssh(String address) {
        Ssh ssh = Ssh.ssh(address);
        String port = value("ansible_port", "ansible_ssh_port");
        String user = value("ansible_user", "ansible_ssh_user");
        String key = value("ansible_ssh_private_key_file", "ansible_private_key_file");
        if (port != null) {
            if (!port.matches("[0-9]{1,5}")) {
                throw fault("ansible_port is a number, not '" + port + "'");
            }
            ssh = ssh.withPort(Integer.parseInt(port));
        }
        ssh = user == null ? ssh : ssh.withUser(user);
        ssh = key == null ? ssh : ssh.withIdentity(key);
        ssh = options("ansible_ssh_common_args", ssh);
        return options("ansible_ssh_extra_args", ssh);
    }

    /** {@code -o Name=value} and {@code -J host}; any other argument would be lost, which is no small thing. */
    private Ssh options(String variable, Ssh without) {
        String text = value(variable);
        Ssh ssh = without;
        List<String> words = text == null ? List.of() : IniInventory.words(text);
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            boolean option = word.startsWith("-o");
            if (!option && !word.startsWith("-J") || word.length() == 2 && i + 1 == words.size()) {
                throw fault(variable + " has " + word + "; only -o Name=value and -J HOST are known");
            }
            String value = word.length() > 2 ? word.substring(2) : words.get(++i);
            ssh = option ? ssh.withOption(value) : ssh.withJump(value);
        }
        return ssh;
    }

    /** The first of these that is set. */
    private String value(String... names) {
        for (String name : names) {
            String value = vars.get(name);
            if (value != null && value.contains("{{")) {
                throw fault(name + " is a template, and templates are not read");
            }
            if (value != null && !value.isEmpty()) {
                return value;
            }
        }
        return null;
    }

    private UsageException fault(String problem) {
        return new UsageException(place.place(0) + host + ": " + problem + "\n" + Inventory.REMEDY);
    }
}
