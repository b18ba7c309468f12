using System.Text;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.TestData;

/// <summary>Changes valid bodies a little, in ways that parsers stumble over.</summary>
internal static class BodyMutations
{
    // What JSON is made of, what the request is made of, and what no text contains.
    private static readonly byte[][] Pieces =
    [
        .. ((string[])
        [
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "\\u0000", "null", "true", "-", "1e999", "NaN", "0x1", "//", "/*", "\ufeff",
            "\"fields\"", "\"inputs\"", "\"shape\"", "\"params\"", "\"id\"", "\"rows\"", "\"temperature\"", "\"f\\u0069elds\"", "[[[[[[[[", "]]]]]]]]", "{\"a\":{\"a\":{\"a\":", " ", "\n", "\0", "9999999999",
        ]).Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0x80],
    ];

    /// <summary>A body of JSON with one to three changes.</summary>
    public static byte[] Mutate(SeededNumbers numbers, byte[] original) => Mutate(numbers, original, Pieces);

    /// <summary>Bytes with one to three changes.</summary>
    /// <param name="numbers">What is changed, and how.</param>
    /// <param name="original">The bytes.</param>
    /// <param name="pieces">What a parser of them stumbles over.</param>
    public static byte[] Mutate(SeededNumbers numbers, byte[] original, IReadOnlyList<byte[]> pieces)
    {
        var bytes = new List<byte>(original);
        for (int changes = numbers.Between(1, 3); changes > 0; changes--)
        {
            int at = numbers.Next(bytes.Count);
            switch (numbers.Next(5))
            {
                case 0:
                    bytes[at] = (byte)numbers.NextBits();
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(numbers.Between(1, 8), bytes.Count - at));
                    break;
                case 2:
                    bytes.InsertRange(at, numbers.Choose(pieces));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(numbers.Next(Math.Max(1, bytes.Count / 2)), bytes.Count / 3));
                    break;
                default:
                    byte[] piece = numbers.Choose(pieces);
                    bytes.RemoveRange(at, Math.Min(piece.Length, bytes.Count - at));
                    bytes.InsertRange(at, piece);
                    break;
            }

            if (bytes.Count == 0) bytes.Add((byte)'{');
        }

        return [.. bytes];
    }
}
