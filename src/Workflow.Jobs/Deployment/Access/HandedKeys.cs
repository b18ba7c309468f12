using System.Globalization;

namespace Workflow.Jobs.Deployment.Access;

/// <summary>The API keys that a scorer was started with, as a record may tell of them: none of the keys is in it, and nothing that they could be guessed from.</summary>
/// <param name="From">Where they are: <c>env:NAME</c> or <c>file:/path</c>.</param>
/// <param name="Count">How many there were.</param>
/// <param name="Revision">A text that is another one for other keys; it means nothing without a key of the state directory.</param>
public sealed record HandedKeys(string From, int Count, string Revision)
{
    /// <summary>All of it in one line. <see cref="Parse"/> reads it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Revision} {Count} {From}");

    /// <summary>Reads what <see cref="ToString"/> writes; null where the text is nothing of the kind.</summary>
    public static HandedKeys? Parse(string? text) =>
        text?.Split(' ', 3) is [{ } revision, { } count, { } from] && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? new HandedKeys(from, number, revision)
            : null;
}
