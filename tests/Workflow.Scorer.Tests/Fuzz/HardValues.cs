using System.Text;

namespace Workflow.Scorer.Tests.Fuzz;

/// <summary>What parsers, numbers and texts stumble over.</summary>
internal static class HardValues
{
    /// <summary>Numbers and what looks like them.</summary>
    public static IReadOnlyList<string> Numbers { get; } =
    [
        "NaN", "Infinity", "-Infinity", "-NaN", "nan", "inf", "1e400", "-1e400", "1e-400", "4.9e-324", "1.7976931348623157e308", "3.5e38", "-0", "-0.0", "00", "01", "+1", ".5", "5.", "1e", "1e+", "0x10", "1_000",
        "1,5", "1 ", " 1", "\t1", "9223372036854775808", "18446744073709551616", "99999999999999999999999999999999999999", "2147483648", "-2147483649", "1e5", "--1", "1e99999999999", "0.1e-99999999999",
        "٣", "１", "1\u00a0", "∞", "½", "1\u200b", "0.30000000000000004", "5e-1", "1E5", "TRUE", "1d", "1f", "$1", "1%",
    ];

    /// <summary>Texts: wrong Unicode is made by <see cref="Bytes"/>.</summary>
    public static IReadOnlyList<string> Texts { get; } =
    [
        "", " ", "eco", "ECO", "eco\u0000", "\u0000", "\u001f", "\u007f", "\u2028", "\ufeff", "\ufeffeco", "é", "e\u0301", "🚀", "\uffff", "null", "NULL", "NA", "N/A", "true", "undefined", "__proto__", "=1+1", "@SUM(1)", "'", "\"", "\"\"", "\\", "\r\n", "\n", ",", ";",
        "<script>", "${jndi:ldap://x}", "%00", "../../etc/passwd", "{0}", "%s%n", "' OR 1=1 --", "temperature", "state.3", "outside", "a\tb", "#", "# the answer ends here",
    ];

    /// <summary>Pieces of JSON that stand where a value does.</summary>
    public static IReadOnlyList<string> Json { get; } =
    [
        .. Numbers, "null", "true", "false", "[]", "{}", "[null]", "{\"\":null}", "[[]]", "[1,2,3,4,5,6,7,8,9]", "\"\"", "\"NaN\"", "\"1e400\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u0000\"", "\"\\u65\"", "\"\\x41\"", "\"eco\"", "\"\\u0065co\"", "\"1.5\"", "'a'",
        "/*a*/1", "1//a\n", "{\"a\":1,\"a\":2}", "[1,]", "{\"a\":1,}", "\"\t\"", "\"", "undefined", "[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]", "{\"a\":{\"a\":{\"a\":{\"a\":{}}}}}", "1.0000000000000000000000000000000000000001", "-1", "1e3", "{\"temperature\":1}", "\"NONE\"", "\"ORIGINAL\"",
    ];

    /// <summary>What is inserted anywhere: JSON, separated values, names, and what no text contains.</summary>
    public static IReadOnlyList<byte[]> Bytes { get; } =
    [
        .. ((string[])
        [
            .. Json, "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", ";", "\t", "\r", "\r\n", "\n", "\n\n", " ", "\0", "\"\"", "\",\"", "\ufeff", "\u0085", "\u2028", "\"fields\"", "\"rows\"", "\"inputs\"", "\"instances\"", "\"dataframe_split\"", "\"shape\"", "\"datatype\"",
            "\"data\"", "\"outputs\"", "\"params\"", "\"row\"", "\"method\"", "\"id\"", "\"jsonrpc\"", "\"temperature\"", "temperature", "pressure", "mode", "\"f\\u0069elds\"", "\"includeFieldsInOutput\"", "\"idField\"", "[[[[[[[[", "]]]]]]]]", "{\"a\":{\"a\":{\"a\":",
        ]).Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xFE, 0xFF], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF0, 0x9F], [0x80], [0xEF, 0xBF], [0x1F, 0x8B], [0xE2, 0x28, 0xA1],
    ];
}
