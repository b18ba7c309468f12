using System.Text;
using Workflow.Training.Errors;
using Workflow.Training.Files;

namespace Workflow.Jobs.Notifications;

/// <summary>Where a secret is: <c>env:NAME</c> or <c>file:/path</c>. The secret itself is read when it is needed and kept nowhere.</summary>
public sealed record SecretReference
{
    /// <summary>What a reference looks like.</summary>
    public const string Rule = "env:NAME for an environment variable, or file:/path for a file";

    private const string VariablePrefix = "env:";
    private const string FilePrefix = "file:";
    private const string EncodedPrefix = "whsec_";

    private SecretReference(string text) => Text = text;

    /// <summary>The reference as it was written.</summary>
    public string Text { get; }

    /// <summary>Whether it is in a variable of the environment.</summary>
    internal bool IsVariable => IsVariableName(Text);

    /// <summary>A reference; null where the text is none.</summary>
    public static SecretReference? Parse(string text) => IsVariableName(text) || IsFile(text) ? new SecretReference(text) : null;

    /// <summary>The key that the secret stands for: the bytes of its text, or those that <c>whsec_</c> and base64 encode.</summary>
    /// <exception cref="NotificationException">There is no such secret, or it is empty or damaged; the message never tells any of it.</exception>
    public byte[] ReadKey()
    {
        string secret = Read(Unusable).Trim();
        if (secret.Length == 0) throw Unusable("is empty");
        if (!secret.StartsWith(EncodedPrefix, StringComparison.Ordinal)) return Encoding.UTF8.GetBytes(secret);
        var key = new byte[secret.Length];
        if (Convert.TryFromBase64String(secret[EncodedPrefix.Length..], key, out int length) && length > 0) return key[..length];
        throw Unusable($"begins with {EncodedPrefix}, and base64 does not follow");
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>The text that stands there.</summary>
    /// <param name="unusable">Makes the refusal of a secret that is not there, from what is wrong and what caused it.</param>
    internal string Read(Func<string, Exception?, WorkflowException> unusable)
    {
        if (IsVariable) return Environment.GetEnvironmentVariable(Text[VariablePrefix.Length..]) ?? throw unusable("is not set in the environment of this process", null);
        try
        {
            return File.ReadAllText(Text[FilePrefix.Length..]);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw unusable($"cannot be read: {UnreadableFile.Reason(Text[FilePrefix.Length..], unreadable)}", unreadable);
        }
    }

    private NotificationException Unusable(string why, Exception? cause = null) => new("secret-unusable", $"the secret {Text} {why}", cause);

    private static bool IsVariableName(string text) =>
        text.StartsWith(VariablePrefix, StringComparison.Ordinal)
        && text.Length > VariablePrefix.Length
        && !char.IsAsciiDigit(text[VariablePrefix.Length])
        && text.Skip(VariablePrefix.Length).All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    private static bool IsFile(string text) =>
        text.StartsWith(FilePrefix, StringComparison.Ordinal) && Path.IsPathFullyQualified(text[FilePrefix.Length..]) && !text.Contains('\0', StringComparison.Ordinal);
}
