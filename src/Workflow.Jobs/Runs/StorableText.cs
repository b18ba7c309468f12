using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Workflow.Jobs.Runs;

/// <summary>Text that every engine can store.</summary>
internal static class StorableText
{
    /// <summary>
    /// Text without what cannot be stored. A program's output may hold anything; no engine stores half a character, PostgreSQL no NUL, and a
    /// failure that cannot be recorded would end one worker after the other.
    /// </summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Of(string? text) =>
        text is null ? null : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', '\uFFFD');
}
