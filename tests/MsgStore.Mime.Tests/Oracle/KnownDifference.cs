namespace MsgStore.Mime.Tests.Oracle;

/// <summary>A difference that is meant: our reader does as the document says, or as the comment says where no document decides.</summary>
/// <param name="Name">Its name, as the package's README lists it.</param>
/// <param name="Document">What decides.</param>
/// <param name="Reason">Why ours is right, or is kept.</param>
/// <param name="Aspect">What it is about.</param>
/// <param name="Explains">Whether it is the reason of a difference.</param>
internal sealed record KnownDifference(string Name, string Document, string Reason, Aspect Aspect, Func<Difference, bool> Explains);
