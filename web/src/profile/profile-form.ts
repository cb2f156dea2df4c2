import type { OwnProfile, OwnStatus, UpdateProfileRequest } from '../../../client/index.ts';

/** What the profile shows and changes. */
export interface ProfileForm {
  name: string;
  about: string;
  avatar: string | null;
  status: OwnStatus;
}

export const longestAbout = 500;

/** The profile as it is. `status`: how the user appears now. */
export const formOf = ({ name, about, avatar }: OwnProfile, status: OwnStatus): ProfileForm => ({
  name,
  about,
  avatar,
  status,
});

/** What the form changes of an account; `undefined` for nothing. */
export function changesOf(form: ProfileForm, account: OwnProfile): UpdateProfileRequest | undefined {
  const name = form.name.trim();
  const { about, avatar } = form;
  const changes: UpdateProfileRequest = {
    ...(name !== account.name && { name }),
    ...(about !== account.about && { about }),
    ...(avatar !== account.avatar && { avatar }),
  };
  return Object.keys(changes).length > 0 ? changes : undefined;
}

/** What was changed and not saved when the profile closed: it opens with it again. */
let unsaved: { userId: string; edits: Partial<ProfileForm> } | undefined;

export const unsavedEdits = (userId: string): Partial<ProfileForm> =>
  unsaved?.userId === userId ? unsaved.edits : {};

export function keepUnsaved(userId: string, edits: Partial<ProfileForm>): void {
  unsaved = { userId, edits };
}

export function forgetUnsaved(): void {
  unsaved = undefined;
}
