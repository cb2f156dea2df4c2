/** A check of Schemathesis that does not fit this contract, so that it does not run. */
export const excludedChecks: Record<string, string> = {
  unsupported_method:
    'It wants 405 for a method that an address lacks. The contract says that what it does not name is 404, `route_not_found`.',
};

/**
 * Reasons to refuse a request that JSON Schema cannot say, by what the error says; the description of the field says the
 * same. A refused request that its schema allows is right if these are all that the reply complains of.
 */
export const beyondSchema: Record<string, string> = {
  'must not be blank':
    'Which characters are visible is not a matter of a pattern that all engines read alike.',
  'must not contain a carriage return without a newline':
    'A pattern that looks at two characters is more than generators of 8,000 characters can follow.',
  'must be 8 to 72 bytes of UTF-8': 'JSON Schema counts characters.',
  'must be at most 16384 bytes of UTF-8': 'JSON Schema counts characters.',
  'must be builtin:01 to builtin:24, an https address, a media id or null':
    'The grammar of a URL is more than a pattern.',
  'must be letters, digits and hyphens, and not begin with a hyphen':
    'Which characters are letters is not a matter of a pattern that all engines read alike.',
  'must have a letter, a digit or an emoji':
    'Which characters are letters is not a matter of a pattern that all engines read alike.',
  'must not repeat an event': 'It is about several events at once.',
  'must be at most 50 ids': 'The ids stand in one text.',
  'must be an address': 'The grammar of a URL is more than a pattern.',
  'must have addresses of at most 4096 characters together': 'It is about several entities at once.',
  'must mention at most 50 users': 'It is about several entities at once.',
  'is needed for a link': 'Which fields an entity has depends on its type.',
  'is for links only': 'Which fields an entity has depends on its type.',
  'is for blocks of code only': 'Which fields an entity has depends on its type.',
  'userId and target are for mentions only': 'Which fields an entity has depends on its type.',
  'a mention needs a userId or a target, and not both': 'Which fields an entity has depends on its type.',
  'must end within the text': 'It is about the text and the entity at once.',
  'must not split a surrogate pair': 'It is about the text and the entity at once.',
  'a mention must begin with @': 'It is about the text and the entity at once.',
  'must come in ascending order, the outer one first': 'It is about several entities at once.',
  'must not overlap another one by a part': 'It is about several entities at once.',
  'nothing stands in code, pre and mentions': 'It is about several entities at once.',
  'links and mentions must not stand in each other': 'It is about several entities at once.',
  'must not name an option twice':
    'Options that differ by white space alone, or by how they are composed, are one.',
  'a message has one of poll, location and contact': 'It is about several fields at once.',
  'must be empty with a poll, location or contact, which has no files and no entities either':
    'It is about several fields at once.',
  'a contact needs a phone number, an e-mail address or a userId': 'It is about several fields at once.',
  'must be a user whom you can see': 'Only the server knows which users exist.',
  'must be options of the poll': 'Only the server knows which options a poll has.',
  'must be one option, as the poll allows no more': 'Only the server knows what a poll allows.',
  'must be a member of the conversation': 'Only the server knows who is in a conversation.',
  'must be at least 10 seconds ahead': 'Only the server knows what time it is.',
  'must be at most 366 days ahead': 'Only the server knows what time it is.',
  'must be a domain, like example.org': 'Which domains there are in other scripts is more than a pattern.',
  'must have either ids or until': 'It is about two fields at once.',
  'must be a time zone, like Europe/Berlin': 'Which time zones there are is not a matter of a pattern.',
  'give only one of before, after and cursor': 'It is about several parameters at once.',
};

/** Codes of errors by which a request is refused that its schema allows. */
export const beyondSchemaCodes: Record<string, string> = {
  invalid_json: 'What a form has in a field is JSON, which is more than a pattern.',
  invalid_cursor: 'A cursor is opaque: only one that the server gave is right.',
  unknown_usernames: 'Only the server knows which users exist.',
  invalid_link: 'Only the server knows which links it mailed.',
  weak_password: 'Which passwords are guessed soon is not a matter of a pattern.',
  email_not_supported: 'The schema gives the form of addresses in ASCII alone.',
  provider_state_invalid: 'Only the server knows which sign-ins with a provider have begun.',
  time_in_past: 'Only the server knows what time it is.',
  media_not_found: 'Only the server knows which files there are, and whose.',
  media_type_not_allowed: 'Which types can be uploaded is a list that grows, not a part of the schema.',
  media_too_large: 'How large a file may be depends on its type and on who calls.',
  media_quota_exceeded: 'Only the server knows how much was uploaded on this day.',
  mention_not_allowed: 'Only the server knows what a member may do in a group.',
  url_not_allowed: 'Which addresses are public is more than a pattern.',
  push_endpoint_not_allowed: 'The grammar of a URL, and which addresses are public, are more than a pattern.',
  push_keys_invalid: 'Which points lie on a curve is not a matter of a pattern.',
  push_not_available: 'Only the server knows which services its deployment uses.',
  cannot_block_self: 'Only the server knows who calls.',
  cannot_target_self: 'Only the server knows who calls.',
  last_administrator: 'Only the server knows who administers it.',
  settings_conflict: 'Only the server knows which version its settings have.',
  second_factor_not_due: 'Only the server knows what was asked of a user.',
};
