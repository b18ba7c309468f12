using System.Text.Json.Nodes;
using Workflow.Jobs.Engine;
using Workflow.Jobs.Images.Distribution;

namespace Workflow.Jobs.Images.Attestations;

/// <summary>
/// The bill of materials of an image: SPDX 2.3 in JSON. It depends on the image alone, so its time is 1970.
/// </summary>
internal static class SpdxDocument
{
    private const string ImageId = "SPDXRef-image";

    /// <summary>The document of an image.</summary>
    /// <param name="name">Name of the image.</param>
    /// <param name="parts">What it is made of.</param>
    public static JsonObject Write(string name, ImageLock parts)
    {
        var packages = new JsonArray(Package(ImageId, name, parts.ManifestDigest, null, ("SHA256", parts.ManifestDigest["sha256:".Length..])));
        var relations = new JsonArray(Relation("SPDXRef-DOCUMENT", "DESCRIBES", ImageId));
        Contain(Package("SPDXRef-scorer", "workflow-scorer", parts.Engine.Sources, null, Sum("SHA256", parts.Engine.ScorerSha256)), "CONTAINS");
        Contain(Package("SPDXRef-pipeline", "scoring-pipeline", parts.Model.PipelineSha256, null, ("SHA256", parts.Model.PipelineSha256)), "CONTAINS");
        ContainCustom(parts);
        foreach (EnginePack pack in parts.Engine.Packages)
        {
            (string, string)? sum = pack.ContentHash is { } hash ? ("SHA512", Convert.ToHexStringLower(Convert.FromBase64String(hash))) : null;
            JsonObject package = Package(Id("nuget", pack.Name), pack.Name, pack.Version, $"pkg:nuget/{pack.Name}@{pack.Version}", sum);
            Contain(package, pack.Name.Contains(".Runtime.", StringComparison.Ordinal) ? "CONTAINS" : "BUILD_TOOL_OF");
        }

        foreach (IGrouping<string, LibraryLock> files in parts.Engine.Libraries.GroupBy(library => library.Package ?? library.Path, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            LibraryLock first = files.First();
            string? locator = first.Package is { } debian ? $"pkg:deb/debian/{debian.Split(':')[0]}@{Uri.EscapeDataString(first.Version ?? string.Empty)}" : null;
            JsonObject package = Package(Id("deb", files.Key), files.Key, first.Version ?? "unknown", locator, null);
            package["comment"] = string.Join("; ", files.Select(file => $"{file.Path} sha256:{file.Sha256}"));
            Contain(package, "CONTAINS");
        }

        return new JsonObject
        {
            ["spdxVersion"] = "SPDX-2.3",
            ["dataLicense"] = "CC0-1.0",
            ["SPDXID"] = "SPDXRef-DOCUMENT",
            ["name"] = name,
            ["documentNamespace"] = $"urn:workflow:sbom:{parts.ManifestDigest}",
            ["creationInfo"] = new JsonObject { ["created"] = "1970-01-01T00:00:00Z", ["creators"] = new JsonArray("Tool: workflow") },
            ["packages"] = packages,
            ["relationships"] = relations,
        };

        void ContainCustom(ImageLock custom)
        {
            if (custom.Base is { } below) Contain(Package("SPDXRef-base", below.Name, below.Digest, PackageUrl(below), ("SHA256", below.Digest["sha256:".Length..])), "CONTAINS");
            if (custom.Dockerfile is { } made)
            {
                JsonObject context = Package("SPDXRef-dockerfile-context", made.Path, made.ContextSha256, null, ("SHA256", made.ContextSha256));
                context["comment"] = "A Dockerfile made this image. What its lines brought in besides is not listed here.";
                Contain(context, "CONTAINS");
            }

            foreach ((int number, FileLock file) in (custom.ExtraFiles ?? []).Index())
            {
                Contain(Package(Id("file", $"{number + 1}{file.Path}"), file.Path, file.Sha256, null, ("SHA256", file.Sha256)), "CONTAINS");
            }
        }

        void Contain(JsonObject package, string kind)
        {
            string id = package["SPDXID"]!.GetValue<string>();
            relations.Add((JsonNode)(kind == "CONTAINS" ? Relation(ImageId, kind, id) : Relation(id, kind, ImageId)));
            packages.Add((JsonNode)package);
        }
    }

    private static string PackageUrl(BaseLock below)
    {
        var name = ImageName.Parse(below.Name);
        string address = Uri.EscapeDataString($"{name.Registry}/{name.Repository}");
        return $"pkg:oci/{name.Repository.Split('/')[^1]}@{Uri.EscapeDataString(below.Digest)}?repository_url={address}";
    }

    private static JsonObject Package(string id, string name, string version, string? locator, (string Algorithm, string Value)? sum)
    {
        var package = new JsonObject
        {
            ["SPDXID"] = id,
            ["name"] = name,
            ["versionInfo"] = version,
            ["downloadLocation"] = "NOASSERTION",
            ["filesAnalyzed"] = false,
            ["licenseConcluded"] = "NOASSERTION",
            ["licenseDeclared"] = "NOASSERTION",
            ["copyrightText"] = "NOASSERTION",
        };
        if (sum is { } known) package["checksums"] = new JsonArray(new JsonObject { ["algorithm"] = known.Algorithm, ["checksumValue"] = known.Value });
        if (locator is null) return package;
        package["externalRefs"] = new JsonArray(new JsonObject
        {
            ["referenceCategory"] = "PACKAGE-MANAGER",
            ["referenceType"] = "purl",
            ["referenceLocator"] = locator,
        });
        return package;
    }

    private static JsonObject Relation(string from, string kind, string to) =>
        new() { ["spdxElementId"] = from, ["relationshipType"] = kind, ["relatedSpdxElement"] = to };

    private static (string, string)? Sum(string algorithm, string? value) => value is null ? null : (algorithm, value);

    // Letters, digits, dots and hyphens only.
    private static string Id(string kind, string name) =>
        $"SPDXRef-{kind}-{string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter == '.' ? letter : '-'))}";
}
