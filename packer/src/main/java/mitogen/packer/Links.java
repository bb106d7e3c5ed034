package mitogen.packer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Tells whether classes that are not in the pack could use those that are. A class that is left out comes later, as it
 * was compiled, through another class loader: to the JVM it is of another package even where the name is the same, and a
 * member that the shrinking took away or renamed would be missed only then.
 */
final class Links {
    private static final int VISIBLE = Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED;

    /** No such member; as flags, not visible. */
    private static final int MISSING = 1 << 31;

    private final Map<String, ClassNode> packed = new TreeMap<>();
    private final List<String> broken = new ArrayList<>();

    private Links() {}

    /** What would fail: in which class outside, and which member inside. */
    static List<String> broken(SortedMap<String, byte[]> all, SortedMap<String, byte[]> pack) {
        Links links = new Links();
        pack.values().forEach(bytes -> {
            ClassNode node = node(bytes);
            links.packed.put(node.name, node);
        });
        all.forEach((name, bytes) -> {
            if (!pack.containsKey(name)) {
                links.check(node(bytes));
            }
        });
        for (ClassNode inside : links.packed.values()) {
            for (MethodNode method : inside.methods) {
                for (AbstractInsnNode instruction : method.instructions) {
                    String owner = instruction instanceof MethodInsnNode call
                            ? call.owner
                            : instruction instanceof FieldInsnNode use ? use.owner : "";
                    if (all.containsKey(owner.replace('/', '.')) && !links.packed.containsKey(owner)) {
                        links.broken.add(inside.name + " in the pack uses " + owner + " outside");
                    }
                }
            }
        }
        return links.broken;
    }

    private static ClassNode node(byte[] bytes) {
        ClassNode node = new ClassNode();
        new ClassReader(bytes).accept(node, ClassReader.SKIP_DEBUG);
        return node;
    }

    private static ClassNode platform(String name) {
        try (InputStream in = ClassLoader.getSystemResourceAsStream(name + ".class")) {
            return node(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void check(ClassNode outside) {
        for (MethodNode method : outside.methods) {
            for (AbstractInsnNode instruction : method.instructions) {
                if (instruction instanceof MethodInsnNode call && packed.containsKey(call.owner)) {
                    check(outside, call.owner, call.name + call.desc, methodAccess(call.owner, call.name + call.desc));
                } else if (instruction instanceof FieldInsnNode use && packed.containsKey(use.owner)) {
                    check(outside, use.owner, use.name + " " + use.desc, fieldAccess(use.owner, use.name, use.desc));
                }
            }
        }
    }

    private void check(ClassNode outside, String owner, String member, int access) {
        if ((access & VISIBLE) == 0) {
            broken.add(outside.name + " outside the pack uses " + owner + "." + member
                    + (access < 0 ? ", which was taken out or renamed" : ", which is not public or protected"));
        }
    }

    /** Flags of a method as found from a class upward. */
    private int methodAccess(String owner, String member) {
        ClassNode node = packed.containsKey(owner) ? packed.get(owner) : platform(owner);
        for (MethodNode method : node.methods) {
            if ((method.name + method.desc).equals(member)) {
                return method.access;
            }
        }
        int found = node.superName == null || member.startsWith("<") ? MISSING : methodAccess(node.superName, member);
        for (String above : node.interfaces) {
            found = found == MISSING ? methodAccess(above, member) : found;
        }
        return found;
    }

    private int fieldAccess(String owner, String name, String type) {
        ClassNode node = packed.containsKey(owner) ? packed.get(owner) : platform(owner);
        for (FieldNode field : node.fields) {
            if (field.name.equals(name) && field.desc.equals(type)) {
                return field.access;
            }
        }
        int found = node.superName == null ? MISSING : fieldAccess(node.superName, name, type);
        for (String above : node.interfaces) {
            found = found == MISSING ? fieldAccess(above, name, type) : found;
        }
        return found;
    }
}
