/** The asset as models see it: the REST shapes without where and how its bytes are stored. */
import { AssetDetail, AssetListItem } from "../assets/asset.ts";

const STORAGE = { storageProvider: true, storageProviderProfileId: true } as const;

export const McpAsset = AssetDetail.omit({ ...STORAGE, storageKey: true, storedFileName: true });

export const McpAssetListItem = AssetListItem.omit(STORAGE);
