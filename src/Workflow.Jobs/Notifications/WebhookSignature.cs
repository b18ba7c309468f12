using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Workflow.Jobs.Notifications;

/// <summary>Signatures of the Standard Webhooks convention (https://www.standardwebhooks.com, version 1, symmetric).</summary>
public static class WebhookSignature
{
    /// <summary>The value of <c>webhook-signature</c>: <c>v1,</c> and base64 of HMAC-SHA256 over <c>id.timestamp.body</c>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="id">Identifier of the notification.</param>
    /// <param name="timestamp">When it is sent, in seconds since 1970.</param>
    /// <param name="body">The body as it is sent.</param>
    public static string Sign(byte[] key, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        byte[] head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}."));
        return $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, (byte[])[.. head, .. body]))}";
    }
}
