using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Workflow.Scorer.Thrift;

/// <summary>Makes identifiers of columns' names, as Driverless AI does: <c>psa_bar</c> becomes <c>psaBar</c>.</summary>
internal static class FieldIdentifiers
{
    private const string Prefix = "column";

    // What the Thrift compiler refuses for one language or another, and the methods that generated Python classes have.
    private static readonly FrozenSet<string> Reserved = """
        abstract alias and args as assert async await begin binary bool break byte case catch class clone const continue declare def default del delete do
        double dynamic elif else elseif elsif end enddeclare endfor endforeach endif endswitch endwhile ensure enum except exception exec extends false
        finally float for foreach from function global goto i16 i32 i64 i8 if implements import in include inline instanceof interface is lambda list map
        module namespace native new next nil nonlocal not oneway optional or package pass print private protected public raise read redo register required
        rescue retry return self senum service set sizeof slist static string struct super switch synchronized then this throw throws transient true try
        typedef undef union unless unsigned until use uuid validate var virtual void volatile when while with write xor yield
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>
    /// Makes identifiers. What is neither a letter nor a digit of ASCII ends a word; the first word begins small, each other one with a capital. In front
    /// of a digit, and where nothing is left, stands <c>column</c>; behind a word that a language reserves an underscore. Where two columns get the
    /// same identifier, the later one ends in <c>_2</c>, the next in <c>_3</c>.
    /// </summary>
    /// <param name="names">Names of the columns, in their order.</param>
    public static string[] Of(IEnumerable<string> names)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        return [.. names.Select(name => Unique(Identifier(name), taken))];
    }

    private static string Unique(string identifier, HashSet<string> taken)
    {
        string unique = identifier;
        for (int i = 2; !taken.Add(unique); i++) unique = string.Create(CultureInfo.InvariantCulture, $"{identifier}_{i}");
        return unique;
    }

    private static string Identifier(string name)
    {
        var identifier = new StringBuilder();
        bool beginsWord = false;
        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c))
            {
                beginsWord = identifier.Length > 0;
                continue;
            }

            identifier.Append(identifier.Length == 0 ? char.ToLowerInvariant(c) : beginsWord ? char.ToUpperInvariant(c) : c);
            beginsWord = false;
        }

        if (identifier.Length == 0 || char.IsAsciiDigit(identifier[0])) identifier.Insert(0, Prefix);
        string whole = identifier.ToString();
        return Reserved.Contains(whole) ? whole + "_" : whole;
    }
}
