using System.Globalization;
using Dapper;

namespace Workflow.Jobs.Storage;

/// <summary>Lists behind IN, one parameter each: Dapper's own expansion of a list becomes an array on PostgreSQL, which IN does not take.</summary>
internal static class ListParameters
{
    /// <summary>Adds the values.</summary>
    /// <returns>What stands behind IN, for example <c>(@id0, @id1)</c>.</returns>
    public static string AddList(this DynamicParameters parameters, string name, IReadOnlyList<string> values)
    {
        string[] names = [.. values.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"@{name}{i}"))];
        foreach ((string one, string value) in names.Zip(values)) parameters.Add(one, value);
        return $"({string.Join(", ", names)})";
    }
}
