package mitogen.lint;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.errorprone.BugPattern;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.matchers.Description;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Type;
import javax.lang.model.element.Modifier;

/**
 * Finds tasks that {@code submit} would refuse, whatever the values in them are. It is silent where a value decides: a
 * variable of an interface may hold a record.
 *
 * <p>A lambda or a method reference is a task where its type is {@code mitogen.Task}, {@code mitogen.Task.Action} or {@code
 * mitogen.Pool.Work}. It may not capture {@code this}, nor a variable whose type is outside of the closed set of values, nor
 * another lambda that is not serializable. The result of a {@code Task} has to be in the closed set. A class that implements one
 * of these has to be a record or an enum.
 */
@BugPattern(summary = "Mitogen would refuse to send this task.", linkType = BugPattern.LinkType.NONE, severity = ERROR)
public final class MitogenTask extends BugChecker
        implements BugChecker.LambdaExpressionTreeMatcher,
                BugChecker.MemberReferenceTreeMatcher,
                BugChecker.ClassTreeMatcher {
    private static final long serialVersionUID = 1;

    /** Made by Error Prone. */
    public MitogenTask() {}

    @Override
    public Description matchLambdaExpression(LambdaExpressionTree lambda, VisitorState state) {
        if (!isTask(ASTHelpers.getType(lambda), state)) {
            return Description.NO_MATCH;
        }
        Values values = new Values(state);
        String result = values.unfitResult(ASTHelpers.getType(lambda));
        if (result != null) {
            state.reportMatch(refused(lambda, "the result of the task is a " + result));
        }
        Captures captures = new Captures(state, lambda, enclosingTask(state));
        captures.variables().forEach((variable, use) -> {
            String why = values.unfit(variable, captures);
            if (why != null) {
                state.reportMatch(refused(use, "the captured variable '" + variable.name + "' is " + why));
            }
        });
        if (captures.ofThis() != null && values.isUnfitThis(captures.owner())) {
            state.reportMatch(refusedThis(captures.ofThis(), captures.owner()));
        }
        return Description.NO_MATCH;
    }

    @Override
    public Description matchMemberReference(MemberReferenceTree reference, VisitorState state) {
        if (!isTask(ASTHelpers.getType(reference), state)) {
            return Description.NO_MATCH;
        }
        Values values = new Values(state);
        String result = values.unfitResult(ASTHelpers.getType(reference));
        if (result != null) {
            return refused(reference, "the result of the task is a " + result);
        }
        Tree on = reference.getQualifierExpression();
        Symbol symbol = ASTHelpers.getSymbol(on);
        if (symbol instanceof ClassSymbol) {
            return Description.NO_MATCH; // of a class: nothing is captured
        }
        if (symbol != null && (symbol.name.contentEquals("this") || symbol.name.contentEquals("super"))) {
            ClassSymbol owner = symbol.enclClass();
            return enclosingTask(state) == null && values.isUnfitThis(owner)
                    ? refusedThis(on, owner)
                    : Description.NO_MATCH;
        }
        String why = values.unfit(ASTHelpers.getType(on));
        return why == null ? Description.NO_MATCH : refused(on, "the object whose method is called is " + why);
    }

    @Override
    public Description matchClass(ClassTree tree, VisitorState state) {
        ClassSymbol type = ASTHelpers.getSymbol(tree);
        if (tree.getKind() != Tree.Kind.CLASS
                || type.getModifiers().contains(Modifier.ABSTRACT)
                || !isTask(type.type, state)
                || ASTHelpers.isSubtype(type.type, state.getSymtab().enumSym.type, state)) {
            return Description.NO_MATCH;
        }
        String what = type.isAnonymous() ? "an anonymous class" : "the class " + type.name;
        return refused(tree, "the task is of " + what + "; make it a lambda or a record");
    }

    private static boolean isTask(Type type, VisitorState state) {
        return is(type, "mitogen.Task", state)
                || is(type, "mitogen.Task$Action", state)
                || is(type, "mitogen.Pool$Work", state);
    }

    private static boolean is(Type type, String name, VisitorState state) {
        Type wanted = state.getTypeFromString(name);
        return type != null && wanted != null && ASTHelpers.isSubtype(type, wanted, state);
    }

    /** The task in which this lambda stands; what that captures was looked at there. */
    private static LambdaExpressionTree enclosingTask(VisitorState state) {
        for (TreePath path = state.getPath().getParentPath(); path != null; path = path.getParentPath()) {
            if (path.getLeaf() instanceof LambdaExpressionTree lambda && isTask(ASTHelpers.getType(lambda), state)) {
                return lambda;
            }
        }
        return null;
    }

    private Description refused(Tree where, String why) {
        return buildDescription(where)
                .setMessage("Mitogen would refuse to send this task: " + why + ".")
                .build();
    }

    private Description refusedThis(Tree where, ClassSymbol owner) {
        return refused(
                where,
                "it captures 'this', a " + owner.getQualifiedName()
                        + "; copy the fields that it needs into local variables, or make the method static");
    }
}
