using System.Text.Json;

namespace Workflow.Scoring.Format.Reading;

/// <summary>
/// Walks over the members of an object, which may stand in any order: refuses one that is unknown or stands twice, and an object that
/// ends without one that it must have.
/// </summary>
internal struct MemberWalk(MemberNames names)
{
    private uint _seen;
    private bool _isInside;

    /// <summary>Name of the member whose value stands here.</summary>
    public string Name { get; private set; } = string.Empty;

    /// <summary>Goes on to the value of the next member, from behind the value of the one before.</summary>
    /// <returns>False at the end of the object.</returns>
    /// <exception cref="PipelineFileException">No object, or not such a one.</exception>
    public bool MoveNext(ref PartReader json)
    {
        if (!_isInside) json.Require(JsonTokenType.StartObject, "an object");
        _isInside = true;
        json.Move();
        if (json.Kind == JsonTokenType.EndObject)
        {
            uint missing = names.Required & ~_seen;
            return missing == 0 ? false : throw json.Refuse($"missing: {names.Of(missing)}");
        }

        Name = json.GetText();
        int index = names.IndexOf(Name);
        if (index < 0) throw json.Refuse($"'{Name}' is none of its members, which are {names}");
        uint bit = 1u << index;
        if ((_seen & bit) != 0) throw json.Refuse($"'{Name}' stands twice");
        _seen |= bit;
        json.MoveInto(Name);
        return true;
    }
}
